using System.Runtime.InteropServices;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>All entitlements of one identity in one state of knowledge.</summary>
internal sealed class HeldAccess(View view)
{
    private readonly GrantEvaluation evaluation = new(view);

    /// <param name="during">Instants that count.</param>
    /// <param name="into">Gives the builder of what was found of an entitlement.</param>
    public void Collect(IdentityNode identity, SpanSet during, Func<EntitlementNode, HoldingBuilder> into)
    {
        var status = view.StatusOf(identity);
        var asked = SegmentsOf(during);
        if (during.IsEmpty)
            return;
        var hull = new Period(during.Periods[0].From, during.Periods[^1].Until);
        foreach (var (entitlement, grants) in ByEntitlement(identity, hull))
        {
            var spans = new SpanSet();
            foreach (var grant in grants)
            {
                foreach (var piece in evaluation.Pieces(grant, status, asked, out _))
                    spans.Add(piece.During);
            }
            if (!spans.IsEmpty)
                Follow(new Reach(view, view.Index.Entitlements[entitlement], spans.Periods, Direction.Outgoing), grants, status, into);
        }
    }

    /// <summary>The instants of a period that count: all of them, or for a person those at which the identity was linked to it.</summary>
    public static SpanSet CountingDuring(View view, IdentityNode identity, PersonNode? person, Period period)
    {
        if (person is null)
            return new SpanSet(period);
        var linked = new SpanSet();
        foreach (var link in identity.Links)
        {
            if (view.Index.Links[link].Object == person.Ordinal && view.TrySee(view.Index.Links, link, out var version))
                linked.Add(version.Validity.Intersect(period));
        }
        return linked;
    }

    private void Follow(Reach reach, List<int> grants, IdentityStatus status, Func<EntitlementNode, HoldingBuilder> into)
    {
        foreach (var node in reach.Nodes)
        {
            var entitlement = view.Index.Entitlements[node];
            var segments = reach.SegmentsOf(node);
            foreach (var grant in grants)
            {
                foreach (var piece in evaluation.Pieces(grant, status, segments, out var evidence))
                    into(entitlement).Add(evidence with { Paths = reach, Node = node }, piece.During, piece.Depth, status);
            }
        }
    }

    private static Segment[] SegmentsOf(SpanSet during)
    {
        var segments = new List<Segment>();
        foreach (var period in during.Periods)
            segments.Add(new Segment(period, 0, Segment.NoEdge));
        return [.. segments];
    }

    private Dictionary<int, List<int>> ByEntitlement(IdentityNode identity, Period hull)
    {
        var grants = new Dictionary<int, List<int>>();
        foreach (var grant in identity.Grants.Published)
        {
            if (view.MayHold(view.Index.Grants, grant, hull))
                (CollectionsMarshal.GetValueRefOrAddDefault(grants, view.Index.Grants.OwnerOf(grant), out _) ??= []).Add(grant);
        }
        return grants;
    }
}
