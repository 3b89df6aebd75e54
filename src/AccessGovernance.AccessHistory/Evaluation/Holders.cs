using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>All holders of one entitlement in one state of knowledge.</summary>
internal static class Holders
{
    /// <summary>Everybody, in the order of ids.</summary>
    public static List<HoldingBuilder> Find(View view, EntitlementNode asked, Reach paths)
    {
        var found = new List<HoldingBuilder>();
        using var rows = HolderRows.Find(view, paths);
        for (var at = 0; at < rows.Count;)
        {
            var builder = rows.Judge(ref at, asked);
            if (builder.IsHeld)
                found.Add(builder);
        }
        return found;
    }

    /// <summary>Paths to the entitlement during a period.</summary>
    public static Reach PathsTo(View view, EntitlementNode asked, Period range) => new(view, asked, [range], Direction.Incoming);
}
