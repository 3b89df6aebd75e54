using AccessGovernance.AccessHistory.Evaluation;
using AccessGovernance.Domain;
using CsCheck;

namespace AccessGovernance.AccessHistory.Tests;

/// <summary>Sets of instants as periods, against a naive set of milliseconds.</summary>
public sealed class SetsOfInstants
{
    private const int Longest = 40;

    private static readonly Gen<Period> SomePeriod =
        Gen.Select(Gen.Int[0, Longest], Gen.Int[0, Longest / 2]).Select((from, length) => PeriodOf(from, from + length));

    [Fact]
    public void Hold_what_was_added_and_not_removed_since() => Gen.Select(Gen.Bool, SomePeriod).Array[0, 30].Sample(changes =>
    {
        var (set, naive) = (new SpanSet(), new SortedSet<long>());
        foreach (var (added, period) in changes)
        {
            Assert.Equal(Instants(period).Any(naive.Contains), set.Overlaps(period));
            if (added)
                set.Add(period);
            else
                set.Remove(period);
            naive.UnionWith(added ? Instants(period) : []);
            naive.ExceptWith(added ? [] : Instants(period));
            Assert.Equal(naive, set.Periods.SelectMany(Instants));
        }
        Assert.All(set.Periods, p => Assert.False(p.IsEmpty));
        // In order, and none touches the next.
        Assert.All(set.Periods.Zip(set.Periods.Skip(1)), pair => Assert.True(pair.First.Until < pair.Second.From));
    });

    private static IEnumerable<long> Instants(Period period)
    {
        for (var at = period.From; at < period.Until; at = new(at.Milliseconds + 1))
            yield return at.Milliseconds;
    }

    private static Period PeriodOf(int from, int until) => new(new Instant(from), new Instant(until));
}
