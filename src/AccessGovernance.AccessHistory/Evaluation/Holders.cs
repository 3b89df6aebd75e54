using System.Runtime.InteropServices;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>All holders of one entitlement in one state of knowledge.</summary>
internal static class Holders
{
    public static List<HoldingBuilder> Find(View view, EntitlementNode asked, Reach paths)
    {
        var evaluation = new GrantEvaluation(view);
        var found = new Dictionary<int, HoldingBuilder>();
        foreach (var node in paths.Nodes)
        {
            var segments = paths.SegmentsOf(node);
            foreach (var grant in view.Index.Entitlements[node].Grants.Published)
            {
                var identity = view.Index.Identities[view.Index.Grants[grant].Subject];
                var status = view.StatusOf(identity);
                foreach (var piece in evaluation.Pieces(grant, status, segments, out var evidence))
                {
                    ref var builder = ref CollectionsMarshal.GetValueRefOrAddDefault(found, identity.Ordinal, out _);
                    builder ??= new HoldingBuilder(identity, asked);
                    builder.Add(evidence with { Paths = paths, Node = node }, piece.During, piece.Depth, status);
                }
            }
        }
        return [.. found.Values];
    }

    /// <summary>Paths to the entitlement during a period.</summary>
    public static Reach PathsTo(View view, EntitlementNode asked, Period range) => new(view, asked, [range], Direction.Incoming);
}
