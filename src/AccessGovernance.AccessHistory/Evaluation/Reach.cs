using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

internal enum Direction
{
    /// <summary>To the entitlements whose holders also have the start.</summary>
    Incoming = 1,

    /// <summary>To the entitlements that holders of the start also have.</summary>
    Outgoing = 2,
}

/// <summary>Instants at which a node is reached by a shortest path of so many edges, and the last of these.</summary>
internal readonly record struct Segment(Period During, int Depth, int Edge)
{
    public const int NoEdge = -1;
}

/// <summary>
/// From one entitlement over conferrals to all others: for each the instants at which all edges of one path hold, in disjoint segments.
/// Breadth first, and a node is entered again only with instants it was not reached at before: shortest paths come first, cycles end.
/// </summary>
internal sealed class Reach
{
    private static readonly IReadOnlyList<Segment> Nowhere = [];

    private readonly Dictionary<int, List<Segment>> reached = [];
    private readonly Queue<(int Node, Segment Segment)> pending = new();
    private readonly View view;
    private readonly Direction direction;

    public Reach(View view, EntitlementNode start, IEnumerable<Period> during, Direction direction)
    {
        (this.view, this.direction) = (view, direction);
        foreach (var period in during)
            Enter(start.Ordinal, new Segment(period, 0, Segment.NoEdge));
        while (pending.TryDequeue(out var at))
            Follow(at.Node, at.Segment);
    }

    public IEnumerable<int> Nodes => reached.Keys;

    public IReadOnlyList<Segment> SegmentsOf(int node) => reached.TryGetValue(node, out var segments) ? segments : Nowhere;

    /// <summary>The path that a node was reached by at an instant, in the direction of conferring.</summary>
    public List<ConferralStep> PathOf(int node, Instant at)
    {
        var path = new List<ConferralStep>();
        for (var segment = SegmentAt(node, at); segment.Edge != Segment.NoEdge; segment = SegmentAt(node, at))
        {
            path.Add(StepOf(segment.Edge));
            var conferrals = view.Index.Conferrals;
            node = direction == Direction.Incoming ? conferrals.OwnerOf(segment.Edge) : conferrals.SubjectOf(segment.Edge);
        }
        if (direction == Direction.Outgoing)
            path.Reverse();
        return path;
    }

    private void Follow(int node, Segment segment)
    {
        var entitlement = view.Index.Entitlements[node];
        if (direction == Direction.Outgoing)
        {
            foreach (var edge in entitlement.Outgoing.Published)
                FollowEdge(edge, segment);
            return;
        }
        if (entitlement.Incoming.IsEmpty)
            return;
        using var edges = RowBuffer.Rent();
        view.FindRows(view.Index.Conferrals, entitlement.Incoming, entitlement.Ordinal, segment.During, edges);
        foreach (var edge in edges.Span)
            FollowEdge(edge, segment);
    }

    private void FollowEdge(int edge, Segment segment)
    {
        var conferrals = view.Index.Conferrals;
        if (!view.TrySee(conferrals, edge, out var version))
            return;
        var shared = version.Validity.Intersect(segment.During);
        if (!shared.IsEmpty)
            Enter(direction == Direction.Incoming ? conferrals.SubjectOf(edge) : conferrals.OwnerOf(edge), new(shared, segment.Depth + 1, edge));
    }

    private void Enter(int node, Segment segment)
    {
        if (!reached.TryGetValue(node, out var known))
            reached[node] = known = [];
        if (known.Count == 0)
        {
            Keep(node, known, segment);
            return;
        }
        var news = new SpanSet(segment.During);
        foreach (var before in known)
            news.Remove(before.During);
        foreach (var period in news.Periods)
            Keep(node, known, segment with { During = period });
    }

    private void Keep(int node, List<Segment> known, Segment segment)
    {
        known.Add(segment);
        pending.Enqueue((node, segment));
    }

    private Segment SegmentAt(int node, Instant at)
    {
        foreach (var segment in SegmentsOf(node))
        {
            if (segment.During.Contains(at))
                return segment;
        }
        throw new InvalidOperationException($"The path breaks at '{view.Index.Entitlements[node].Id}'.");
    }

    private ConferralStep StepOf(int edge)
    {
        var (facts, entitlements) = (view.Index.Conferrals, view.Index.Entitlements);
        _ = view.TrySee(facts, edge, out var version);
        return new ConferralStep(new ConferralId(facts.IdOf(edge)), new EntitlementId(entitlements[facts.SubjectOf(edge)].Id),
            new EntitlementId(entitlements[facts.OwnerOf(edge)].Id), version.Validity);
    }
}
