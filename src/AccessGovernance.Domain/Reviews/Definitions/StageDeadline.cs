namespace AccessGovernance.Domain.Reviews.Definitions;

/// <summary>
/// When a stage ends: the date as people read it, with its zone, and the instant that it was resolved to when the stage began. A later
/// change of the zone's rules moves neither; answers count before the instant and not at it.
/// </summary>
public sealed record StageDeadline(CivilDate Stated, Instant At)
{
    /// <summary>Days that are looked at for one deadline; a calendar may leave out far more days than it counts.</summary>
    public const int MaxDaysAhead = 5_000;

    /// <summary>The end of a day in the calendar's zone, whether or not the calendar counts that day.</summary>
    /// <exception cref="ArgumentException">The clock is that of another zone.</exception>
    public static StageDeadline On(DateOnly day, BusinessCalendar calendar, ZoneClock clock)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        ArgumentNullException.ThrowIfNull(clock);
        return calendar.Zone == clock.Zone
            ? new(new CivilDate(day.ToString("yyyy-MM-dd"), calendar.Zone), clock.EndOf(day))
            : throw new ArgumentException($"The clock is that of {clock.Zone}, the calendar is for {calendar.Zone}.", nameof(clock));
    }

    /// <summary>
    /// The end of the last of <paramref name="days"/> business days after the day of <paramref name="start"/>; null where the calendar
    /// has not as many within <see cref="MaxDaysAhead"/> days.
    /// </summary>
    /// <exception cref="ArgumentException">The clock is that of another zone.</exception>
    public static StageDeadline? After(Instant start, int days, BusinessCalendar calendar, ZoneClock clock)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        ArgumentNullException.ThrowIfNull(clock);
        if (calendar.Zone != clock.Zone)
            throw new ArgumentException($"The clock is that of {clock.Zone}, the calendar is for {calendar.Zone}.", nameof(clock));
        var first = clock.DateAt(start);
        var left = days;
        for (var ahead = 1; ahead <= MaxDaysAhead && first.DayNumber + ahead < DateOnly.MaxValue.DayNumber; ahead++)
        {
            var day = first.AddDays(ahead);
            if (calendar.Counts(day) && --left == 0)
                return new(new CivilDate(day.ToString("yyyy-MM-dd"), calendar.Zone), clock.EndOf(day));
        }
        return null;
    }
}
