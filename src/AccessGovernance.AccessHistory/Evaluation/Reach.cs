using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
    private readonly View view;
    private readonly Direction direction;
    private readonly Segment[] begun;

    // Made once an edge is followed: most entitlements are conferred by none.
    private Dictionary<int, Reached>? reached;

    // Every segment kept, in the order of depth; those before the next one were followed.
    private List<(int Node, Segment Segment)>? kept;

    public Reach(View view, EntitlementNode start, IReadOnlyList<Period> during, Direction direction)
    {
        (this.view, this.direction, Start) = (view, direction, start.Ordinal);
        begun = [.. during.Where(p => !p.IsEmpty).Select(p => new Segment(p, 0, Segment.NoEdge))];
        foreach (var segment in begun)
            Follow(Start, segment);
        for (var next = 0; kept is not null && next < kept.Count; next++)
            Follow(kept[next].Node, kept[next].Segment);
        foreach (var found in reached ?? [])
            found.Value.All?.Sort(static (a, b) => a.During.From.CompareTo(b.During.From));
    }

    public IEnumerable<int> Nodes => reached is null ? [Start] : reached.Keys.Prepend(Start);

    public int Start { get; }

    /// <summary>How many entitlements were reached beside the start.</summary>
    public int Count => reached?.Count ?? 0;

    /// <summary>In the order of time.</summary>
    public ReadOnlySpan<Segment> SegmentsOf(int node)
    {
        if (node == Start)
            return begun;
        if (reached is null)
            return [];
        ref var found = ref CollectionsMarshal.GetValueRefOrNullRef(reached, node);
        if (Unsafe.IsNullRef(ref found))
            return [];
        return found.All is null ? new ReadOnlySpan<Segment>(in found.First) : CollectionsMarshal.AsSpan(found.All);
    }

    /// <summary>The place of the first of some segments, which are in the order of time, that ends after an instant.</summary>
    public static int FirstEndingAfter(Instant instant, ReadOnlySpan<Segment> segments)
    {
        var (low, high) = (0, segments.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (segments[middle].During.Until <= instant)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>The path that a node was reached by at an instant, in the direction of conferring.</summary>
    public List<ConferralStep> PathOf(int node, Instant at)
    {
        var path = new List<ConferralStep>();
        for (var segment = SegmentAt(node, at); segment.Edge != Segment.NoEdge; segment = SegmentAt(node, at))
        {
            path.Add(StepOf(view, segment.Edge));
            var conferrals = view.Index.Conferrals;
            node = direction == Direction.Incoming ? conferrals.OwnerOf(segment.Edge) : conferrals.SubjectOf(segment.Edge);
        }
        if (direction == Direction.Outgoing)
            path.Reverse();
        return path;
    }

    /// <summary>One conferral as a view has it.</summary>
    public static ConferralStep StepOf(View view, int edge)
    {
        var (facts, entitlements) = (view.Index.Conferrals, view.Index.Entitlements);
        _ = view.TrySee(facts, edge, out var version);
        return new ConferralStep(new ConferralId(facts.IdOf(edge)), new EntitlementId(entitlements[facts.SubjectOf(edge)].Id),
            new EntitlementId(entitlements[facts.OwnerOf(edge)].Id), version.Validity);
    }

    private void Follow(int node, Segment segment)
    {
        var entitlement = view.Index.Entitlements[node];
        if (direction == Direction.Outgoing)
        {
            foreach (var edge in entitlement.Outgoing.Published)
            {
                if (view.MayHold(view.Index.Conferrals, edge, segment.During))
                    FollowEdge(edge, segment);
            }
            return;
        }
        if (entitlement.Incoming.IsEmpty)
            return;
        using var edges = RowBuffer.Rent();
        view.FindRows(view.Index.Conferrals, entitlement.Incoming, segment.During, edges);
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
        foreach (ref readonly var before in SegmentsOf(node))
        {
            if (before.During.Contains(segment.During))
                return;
        }
        if (node != Start && (reached is null || !reached.ContainsKey(node)))
        {
            Keep(node, segment);
            return;
        }
        var news = new SpanSet(segment.During);
        foreach (ref readonly var before in SegmentsOf(node))
            news.Remove(before.During);
        foreach (var period in news.Periods)
            Keep(node, segment with { During = period });
    }

    private void Keep(int node, Segment segment)
    {
        ref var at = ref CollectionsMarshal.GetValueRefOrAddDefault(reached ??= [], node, out var exists);
        if (!exists)
            at.First = segment;
        else
            (at.All ??= [at.First]).Add(segment);
        (kept ??= []).Add((node, segment));
    }

    private Segment SegmentAt(int node, Instant at)
    {
        var segments = SegmentsOf(node);
        if (FirstEndingAfter(at, segments) is var place && place < segments.Length && segments[place].During.Contains(at))
            return segments[place];
        throw new InvalidOperationException($"The path breaks at '{view.Index.Entitlements[node].Id}'.");
    }

    /// <summary>Segments of one node; mostly there is but one.</summary>
    private struct Reached
    {
        public Segment First;
        public List<Segment>? All;
    }
}
