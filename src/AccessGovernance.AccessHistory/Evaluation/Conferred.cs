using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>What holders of one entitlement also have, and when, by places. Immutable.</summary>
internal sealed class Conferred
{
    public static readonly Conferred Nothing = new([], [], []);

    private readonly int[] places;
    private readonly Period[][] during;

    private Conferred(int[] places, Period[][] during, int[] atInstant) => (this.places, this.during, AtInstant) = (places, during, atInstant);

    /// <summary>What they have at the instant of the question, in order.</summary>
    public int[] AtInstant { get; }

    public bool IsEmpty => places.Length == 0;

    public static Conferred Find(AccessOfAll all, View view, EntitlementNode start)
    {
        var reach = new Reach(view, start, [Period.Always], Direction.Outgoing);
        var found = new SortedDictionary<int, Period[]>();
        foreach (var node in reach.Nodes)
        {
            if (node != reach.Start && all.PlaceOf(node) is >= 0 and var place)
                found[place] = PeriodsOf(reach.SegmentsOf(node));
        }
        return new([.. found.Keys], [.. found.Values], [.. found.Where(f => f.Value.Any(p => p.Contains(all.At))).Select(f => f.Key)]);
    }

    /// <summary>When holders also have an entitlement: disjoint periods in order; none where they never have.</summary>
    public ReadOnlySpan<Period> DuringOf(int place) => Array.BinarySearch(places, place) is >= 0 and var at ? during[at] : [];

    private static Period[] PeriodsOf(ReadOnlySpan<Segment> segments)
    {
        var periods = new Period[segments.Length];
        for (var i = 0; i < periods.Length; i++)
            periods[i] = segments[i].During;
        return periods;
    }
}
