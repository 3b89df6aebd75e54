using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>A set of instants as periods: in order, disjoint, none empty, none touching. Not thread-safe.</summary>
internal sealed class SpanSet
{
    private readonly List<Period> periods = [];

    public SpanSet()
    {
    }

    public SpanSet(Period period) => Add(period);

    public IReadOnlyList<Period> Periods => periods;

    public bool IsEmpty => periods.Count == 0;

    public void Add(Period added)
    {
        if (added.IsEmpty)
            return;
        // Periods that touch become one.
        var at = EndingFrom(added.From);
        var end = at;
        for (; end < periods.Count && periods[end].From <= added.Until; end++)
            added = added.Hull(periods[end]);
        if (end == at)
        {
            periods.Insert(at, added);
            return;
        }
        periods[at] = added;
        periods.RemoveRange(at + 1, end - at - 1);
    }

    public void Remove(Period removed)
    {
        if (removed.IsEmpty)
            return;
        for (var at = EndingFrom(removed.From); at < periods.Count && periods[at].From < removed.Until;)
        {
            var period = periods[at];
            periods.RemoveAt(at);
            if (period.From < removed.From)
                periods.Insert(at++, new(period.From, Instant.Min(period.Until, removed.From)));
            if (removed.Until < period.Until)
                periods.Insert(at++, new(Instant.Max(period.From, removed.Until), period.Until));
        }
    }

    public bool Overlaps(Period other)
    {
        for (var at = EndingFrom(other.From); at < periods.Count && periods[at].From < other.Until; at++)
        {
            if (periods[at].Overlaps(other))
                return true;
        }
        return false;
    }

    /// <summary>Whether all of a period, which is not empty, belongs to it.</summary>
    public bool Covers(Period other)
    {
        var at = EndingFrom(other.Until);
        return at < periods.Count && periods[at].Contains(other);
    }

    /// <summary>The place of the first period that ends at an instant or later.</summary>
    private int EndingFrom(Instant instant)
    {
        var (low, high) = (0, periods.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (periods[middle].Until < instant)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
