using CsCheck;

namespace AccessGovernance.Domain.Tests;

[Trait("Rule", "2")]
public sealed class Periods
{
    private static readonly Gen<Period> Any =
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 9], (from, until) => new Period(new Instant(from), new Instant(until)));

    [Fact]
    public void Hold_at_their_start_and_not_at_their_end()
    {
        var period = new Period(new Instant(5), new Instant(7));
        Assert.Equal([false, true, true, false], new long[] { 4, 5, 6, 7 }.Select(t => period.Contains(new Instant(t))));
        Assert.True(new Period(new Instant(5), new Instant(5)).IsEmpty);
    }

    [Fact]
    public void Without_an_end_hold_for_ever() => Assert.True(Period.Since(new Instant(5)).Contains(Instant.Latest));

    [Fact]
    [Trait("Rule", "8")]
    public void Overlap_when_they_share_an_instant() =>
        Gen.Select(Any, Any).Sample((a, b) => a.Overlaps(b) == Instants().Any(t => a.Contains(t) && b.Contains(t)));

    [Fact]
    [Trait("Rule", "8")]
    public void Intersect_in_the_instants_that_they_share() =>
        Gen.Select(Any, Any).Sample((a, b) => Instants().All(t => a.Intersect(b).Contains(t) == (a.Contains(t) && b.Contains(t))));

    [Theory]
    [InlineData(0, "1970-01-01T00:00:00.000Z")]
    [InlineData(-1, "1969-12-31T23:59:59.999Z")]
    [InlineData(long.MaxValue, "forever")]
    public void Are_printed_in_whole_milliseconds(long milliseconds, string printed) =>
        Assert.Equal(printed, new Instant(milliseconds).ToString());

    [Fact]
    public void Moving_for_ever_stays_for_ever() => Assert.True(Instant.Forever.Plus(TimeSpan.FromDays(1)).IsForever);

    private static IEnumerable<Instant> Instants() => Enumerable.Range(0, 10).Select(t => new Instant(t));
}
