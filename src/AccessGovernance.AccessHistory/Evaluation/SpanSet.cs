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
        var at = 0;
        while (at < periods.Count && periods[at].Until < added.From)
            at++;
        var end = at;
        for (; end < periods.Count && periods[end].From <= added.Until; end++)
            added = new(Instant.Min(added.From, periods[end].From), Instant.Max(added.Until, periods[end].Until));
        periods.RemoveRange(at, end - at);
        periods.Insert(at, added);
    }

    public void Remove(Period removed)
    {
        for (var i = periods.Count - 1; i >= 0 && !removed.IsEmpty; i--)
        {
            var period = periods[i];
            if (!period.Overlaps(removed))
                continue;
            periods.RemoveAt(i);
            if (removed.Until < period.Until)
                periods.Insert(i, new(removed.Until, period.Until));
            if (period.From < removed.From)
                periods.Insert(i, new(period.From, removed.From));
        }
    }

    public bool Overlaps(Period other)
    {
        foreach (var period in periods)
        {
            if (period.Overlaps(other))
                return true;
        }
        return false;
    }
}
