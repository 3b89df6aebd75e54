using System.Numerics;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>
/// What confers one entitlement, over however many conferrals, and when: for each the instants at which all edges of one path hold, in
/// disjoint periods. Never changes, in arrays, so that any number of questions may use it.
/// </summary>
internal sealed class ConferringPaths
{
    /// <summary>Nothing confers it.</summary>
    public static readonly ConferringPaths None = new();

    private const uint Spread = 2_654_435_769;

    // Open addressing, at most half full; no periods is free. Four bits for each slot tell most of what is not there from a few bytes.
    private readonly Slot[] slots;
    private readonly ulong[] bits;
    private readonly int shift;
    private readonly Period[] periods;

    private ConferringPaths() => (slots, bits, shift, periods) = ([], [], 31, []);

    public ConferringPaths(Reach reach)
    {
        var size = Math.Max(16, BitOperations.RoundUpToPowerOf2((uint)reach.Count * 2));
        (slots, bits, shift) = (new Slot[size], new ulong[size / 16], 32 - BitOperations.Log2(size));
        var all = new List<Period>(reach.Count);
        foreach (var node in reach.Nodes)
        {
            if (node == reach.Start)
                continue;
            var segments = reach.SegmentsOf(node);
            bits[BitOf(node) >> 6] |= 1UL << BitOf(node);
            slots[FreeFor(node)] = new Slot { Node = node, First = all.Count, Count = segments.Length };
            foreach (ref readonly var segment in segments)
                all.Add(segment.During);
        }
        periods = [.. all];
        Count = reach.Count;
    }

    /// <summary>How many entitlements confer it.</summary>
    public int Count { get; }

    /// <summary>When an entitlement confers it; nothing when it never does.</summary>
    public ReadOnlySpan<Period> Of(int node)
    {
        if (Count == 0 || (bits[BitOf(node) >> 6] >> BitOf(node) & 1) == 0)
            return [];
        for (var at = (int)((uint)node * Spread >> shift); ; at = (at + 1) & (slots.Length - 1))
        {
            ref readonly var slot = ref slots[at];
            if (slot.Count == 0 || slot.Node == node)
                return periods.AsSpan(slot.First, slot.Count);
        }
    }

    /// <summary>Adds the entitlements that confer it somewhere in a period.</summary>
    public void AddReached(Period during, RowBuffer into)
    {
        foreach (ref readonly var slot in slots.AsSpan())
        {
            foreach (ref readonly var period in periods.AsSpan(slot.First, slot.Count))
            {
                if (!period.Overlaps(during))
                    continue;
                into.Add(slot.Node);
                break;
            }
        }
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
