using System.Numerics;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>
/// What confers one entitlement, over however many conferrals, and when: for each the instants at which all edges of one path hold, in
/// disjoint segments of a shortest path each. Never changes, in arrays, so that any number of questions may use it.
/// </summary>
internal sealed class ConferringPaths
{
    /// <summary>Nothing confers it.</summary>
    public static readonly ConferringPaths None = new();

    private const uint Spread = 2_654_435_769;

    // Open addressing, at most half full; no segments is free. Four bits for each slot tell most of what is not there from a few bytes.
    private readonly Slot[] slots;
    private readonly ulong[] bits;
    private readonly int shift;
    private readonly Segment[] segments;
    private readonly int start;

    private ConferringPaths() => (slots, bits, shift, segments, start) = ([], [], 31, [], -1);

    public ConferringPaths(Reach reach)
    {
        start = reach.Start;
        var size = Math.Max(16, BitOperations.RoundUpToPowerOf2((uint)reach.Count * 2));
        (slots, bits, shift) = (new Slot[size], new ulong[size / 16], 32 - BitOperations.Log2(size));
        var all = new List<Segment>(reach.Count);
        foreach (var node in reach.Nodes)
        {
            if (node == start)
                continue;
            var found = reach.SegmentsOf(node);
            bits[BitOf(node) >> 6] |= 1UL << BitOf(node);
            slots[FreeFor(node)] = new Slot { Node = node, First = all.Count, Count = found.Length };
            all.AddRange(found);
        }
        segments = [.. all];
        Count = reach.Count;
    }

    /// <summary>How many entitlements confer it.</summary>
    public int Count { get; }

    /// <summary>When an entitlement confers it; nothing when it never does.</summary>
    public ReadOnlySpan<Segment> Of(int node)
    {
        if (Count == 0 || (bits[BitOf(node) >> 6] >> BitOf(node) & 1) == 0)
            return [];
        for (var at = (int)((uint)node * Spread >> shift); ; at = (at + 1) & (slots.Length - 1))
        {
            ref readonly var slot = ref slots[at];
            if (slot.Count == 0 || slot.Node == node)
                return segments.AsSpan(slot.First, slot.Count);
        }
    }

    /// <summary>Adds the entitlements that confer it somewhere in a period.</summary>
    public void AddReached(Period during, RowBuffer into)
    {
        foreach (ref readonly var slot in slots.AsSpan())
        {
            foreach (ref readonly var segment in segments.AsSpan(slot.First, slot.Count))
            {
                if (!segment.During.Overlaps(during))
                    continue;
                into.Add(slot.Node);
                break;
            }
        }
    }

    /// <summary>The conferrals from a node to the entitlement at an instant at which it confers it; none from the entitlement itself.</summary>
    /// <param name="view">A state of knowledge that has the conferrals as these paths have them.</param>
    public IReadOnlyList<ConferralStep> PathOf(View view, int node, Instant at)
    {
        if (Count == 0 || node == start)
            return [];
        var path = new List<ConferralStep>(1);
        while (node != start)
        {
            var edge = EdgeAt(node, at);
            path.Add(Reach.StepOf(view, edge));
            node = view.Index.Conferrals.OwnerOf(edge);
        }
        return path;
    }

    /// <summary>The last position at which any conferral of the entitlement, or of what confers it, was recorded or changed.</summary>
    public int LastChange(HistoryIndex index, EntitlementNode asked)
    {
        var last = asked.ConferralChange;
        foreach (ref readonly var slot in slots.AsSpan())
        {
            if (slot.Count > 0)
                last = Math.Max(last, index.Entitlements[slot.Node].ConferralChange);
        }
        return last;
    }

    private int EdgeAt(int node, Instant at)
    {
        foreach (ref readonly var segment in Of(node))
        {
            if (segment.During.Contains(at))
                return segment.Edge;
        }
        throw new InvalidOperationException($"The path breaks at entitlement {node}.");
    }

    private int BitOf(int node) => (int)((uint)node * Spread >> (shift - 2));

    private int FreeFor(int node)
    {
        var at = (int)((uint)node * Spread >> shift);
        while (slots[at].Count > 0)
            at = (at + 1) & (slots.Length - 1);
        return at;
    }

    private struct Slot
    {
        public int Node;
        public int First;
        public int Count;
    }
}
