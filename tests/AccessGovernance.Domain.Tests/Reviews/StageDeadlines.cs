using AccessGovernance.Domain.Reviews.Definitions;
using CsCheck;

namespace AccessGovernance.Domain.Tests.Reviews;

public sealed class StageDeadlines
{
    private const long Hour = 3_600_000;
    private static readonly BusinessCalendar EveryDay = new("Test/Zone", [], []);
    private static readonly BusinessCalendar Week = EveryDay with { Weekend = [DayOfWeek.Saturday, DayOfWeek.Sunday] };

    [Theory]
    // 2026-06-26 is a Friday.
    [InlineData("2026-06-26T10:00:00Z", 1, "2026-06-29", "2026-06-29T22:00:00.000Z")]
    [InlineData("2026-06-26T10:00:00Z", 5, "2026-07-06", "2026-07-06T22:00:00.000Z")]
    // Late in the evening it is the next day in the zone already.
    [InlineData("2026-06-28T22:30:00Z", 1, "2026-06-30", "2026-06-30T22:00:00.000Z")]
    public void Are_the_end_of_the_last_business_day_in_the_zone(string start, int days, string date, string expected)
    {
        var calendar = Week with { Holidays = [new DateOnly(2026, 7, 1)] };
        var deadline = StageDeadline.After(At(start), days, calendar, Zone((0, 2)))!;
        Assert.Equal((date, "Test/Zone", expected), (deadline.Stated.Date, deadline.Stated.Zone, deadline.At.ToString()));
    }

    [Theory]
    // Clocks go forward over midnight: 23:30 is followed by 00:30 of the next day.
    [InlineData("2026-03-01T21:30:00Z", 2, 3, "2026-03-01T21:30:00.000Z")]
    // Clocks go back over midnight: the day is there twice, and lasts until it is over for good.
    [InlineData("2026-03-01T22:30:00Z", 2, 1, "2026-03-01T23:00:00.000Z")]
    // Clocks change in the night after: midnight is midnight.
    [InlineData("2026-03-02T01:00:00Z", 2, 1, "2026-03-01T22:00:00.000Z")]
    [InlineData("2026-03-01T01:00:00Z", 2, 1, "2026-03-01T23:00:00.000Z")]
    public void Give_the_whole_day_where_clocks_change(string change, int before, int after, string expected)
    {
        var zone = Zone((0, before), (At(change).Milliseconds, after));
        Assert.Equal(expected, StageDeadline.After(At("2026-02-28T12:00:00Z"), 1, EveryDay, zone)!.At.ToString());
    }

    [Fact]
    public void Do_not_exist_where_the_calendar_has_no_such_day()
    {
        var from = new DateOnly(2026, 1, 1);
        var holidays = Enumerable.Range(0, 6_000).Select(from.AddDays).Where(d => d.DayOfWeek == DayOfWeek.Monday);
        var never = EveryDay with
        {
            Weekend = [.. Enum.GetValues<DayOfWeek>().Where(d => d != DayOfWeek.Monday)],
            Holidays = [.. holidays],
        };
        Assert.Null(StageDeadline.After(At("2026-01-01T00:00:00Z"), 1, never, Zone((0, 0))));
        Assert.Null(StageDeadline.After(Instant.Latest, 1, EveryDay, Zone((0, 0))));
        Assert.Throws<ArgumentException>(() => StageDeadline.After(Times.Today, 1, EveryDay, new("Other/Zone", [new(new(0), 0)])));
    }

    [Fact]
    public void Are_preceded_by_the_notices_that_the_stage_is_long_enough_for()
    {
        var notices = Notices.Usual with { Escalation = new(EscalationKind.AddManager, 48) };
        Assert.Equal<DueNotice>(
            [new(Times.Day(108), NoticeKind.Reminder), new(Times.Day(108), NoticeKind.Escalation), new(Times.Day(109.5), NoticeKind.Reminder)],
            NoticeSchedule.Of(notices, Times.Day(105), Times.Day(110)));
    }

    /// <summary>Against clocks that are read at every quarter of an hour.</summary>
    [Fact]
    public void Are_the_first_quarter_from_which_the_day_is_never_shown_again() =>
        Gen.Select(Gen.Int[0, 400], Gen.Int[-48, 48], Gen.Int[-8, 8], Gen.Int[1, 3]).Sample((quarter, offset, change, days) =>
        {
            var start = At("2026-02-28T00:00:00Z").Milliseconds;
            var changes = start + (quarter * Hour / 4);
            var zone = new ZoneClock("Test/Zone", [new(new(0), offset * 900), new(new(changes), (offset + change) * 900)]);
            var deadline = StageDeadline.After(new(start), days, EveryDay, zone)!;
            DateOnly Shown(long at) => DateOnly.FromDateTime(
                DateTime.UnixEpoch.AddMilliseconds(at).AddSeconds((at < changes ? offset : offset + change) * 900));
            var last = Shown(start).AddDays(days);
            var quarters = Enumerable.Range(0, 7 * 96).Select(q => start + (q * Hour / 4)).ToList();
            var expected = quarters.FindLast(q => Shown(q) <= last) + (Hour / 4);
            Assert.Equal(new Instant(expected), deadline.At);
        }, iter: 2_000);

    private static Instant At(string text) => new(DateTimeOffset.Parse(text, null).ToUnixTimeMilliseconds());

    private static ZoneClock Zone(params (long From, int Hours)[] offsets) =>
        new("Test/Zone", [.. offsets.Select(o => new ZoneOffset(new(o.From), o.Hours * 3_600))]);
}
