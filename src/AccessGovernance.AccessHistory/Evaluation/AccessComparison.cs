using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>What differs of one identity's access to one entitlement, with what was found of it on the side that counts.</summary>
internal readonly record struct Difference(AccessDifference Kind, HoldingBuilder Found, bool OfAfter);

/// <summary>Finds what differs between two sides. Serves one question; not thread-safe.</summary>
internal sealed class AccessComparison(ViewAt before, ViewAt after)
{
    public ViewAt Before => before;

    public ViewAt After => after;

    /// <summary>Everybody whose access to an entitlement differs, in the order of identities.</summary>
    public IEnumerable<Difference> Of(EntitlementNode entitlement) => Differences(
        HoldersIn(before, entitlement), HoldersIn(after, entitlement), b => b.Identity.Ordinal, b => b.Identity.Id);

    /// <summary>Everything of one identity that differs, in the order of entitlements.</summary>
    public IEnumerable<Difference> Of(IdentityNode identity) => Differences(
        HeldIn(before, identity), HeldIn(after, identity), b => b.Entitlement.Ordinal, b => b.Entitlement.Id);

    private static List<HoldingBuilder> HoldersIn(ViewAt side, EntitlementNode entitlement) =>
        Holders.Find(side.View, entitlement, Holders.PathsTo(side.View, entitlement, side.During));

    private static Dictionary<int, HoldingBuilder>.ValueCollection HeldIn(ViewAt side, IdentityNode identity)
    {
        var found = new Dictionary<int, HoldingBuilder>();
        new HeldAccess(side.View).Collect(identity, new SpanSet(side.During), entitlement =>
        {
            if (!found.TryGetValue(entitlement.Ordinal, out var builder))
                found[entitlement.Ordinal] = builder = new HoldingBuilder(identity, entitlement);
            return builder;
        });
        return found.Values;
    }

    private static List<Difference> Differences(
        IEnumerable<HoldingBuilder> before, IEnumerable<HoldingBuilder> after, Func<HoldingBuilder, int> key, Func<HoldingBuilder, string> id)
    {
        var differences = new List<Difference>();
        var left = before.ToDictionary(key);
        foreach (var found in after)
        {
            if (!left.Remove(key(found), out var was))
                differences.Add(new(AccessDifference.Gained, found, true));
            else if (was.IsActive != found.IsActive)
                differences.Add(new(found.IsActive ? AccessDifference.Resumed : AccessDifference.Suspended, found, true));
        }
        foreach (var lost in left.Values)
            differences.Add(new(AccessDifference.Lost, lost, false));
        differences.Sort((a, b) => IdOrder.Instance.Compare(id(a.Found), id(b.Found)));
        return differences;
    }
}

/// <summary>One instant as one state of knowledge has it.</summary>
internal sealed record ViewAt(View View, Instant At)
{
    public Period During { get; } = Period.At(At);

    /// <summary>The application that an entitlement belongs to then.</summary>
    public ApplicationNode? ApplicationOf(EntitlementNode entitlement) => CoverageFinding.ApplicationOf(View, entitlement, At);
}
