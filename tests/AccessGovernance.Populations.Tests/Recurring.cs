using AccessGovernance.Domain;
using AccessGovernance.Server.Reviews;

namespace AccessGovernance.Populations.Tests;

/// <summary>When campaigns of a definition are due, by its recurrence.</summary>
public sealed class Recurring
{
    private static readonly TimeZoneInfo Warsaw = TimeZoneInfo.FindSystemTimeZoneById("Europe/Warsaw");

    [Theory]
    [InlineData("0 6 * * *")]
    [InlineData("30 2 * * 0")]
    [InlineData("0 6 1 1,4,7,10 *")]
    [InlineData("0 0 29 2 *")]
    public void The_last_launch_is_the_one_that_stepping_from_the_beginning_comes_to(string recurrence)
    {
        var random = new Random(7);
        for (var i = 0; i < 50; i++)
        {
            var after = new Instant(random.NextInt64(1_500_000_000_000, 1_700_000_000_000));
            var by = after.Plus(TimeSpan.FromHours(random.Next(-10, 20_000)));
            Assert.Equal(Stepped(recurrence, after, by), Recurrences.Last(recurrence, Warsaw, after, by));
        }
    }

    [Fact]
    public void Neither_the_beginning_itself_nor_what_comes_later_was_due()
    {
        var due = Recurrences.Next("0 6 * * *", Warsaw, new(1_700_000_000_000))!.Value;
        Assert.Null(Recurrences.Last("0 6 * * *", Warsaw, due, due));
        Assert.Null(Recurrences.Last("0 6 * * *", Warsaw, new(due.Milliseconds - 1), new(due.Milliseconds - 1)));
        Assert.Equal(due, Recurrences.Last("0 6 * * *", Warsaw, Instant.Earliest, due));
    }

    private static Instant? Stepped(string recurrence, Instant after, Instant by)
    {
        var last = (Instant?)null;
        for (var next = Recurrences.Next(recurrence, Warsaw, after); next is { } at && at <= by; next = Recurrences.Next(recurrence, Warsaw, at))
            last = at;
        return last;
    }
}
