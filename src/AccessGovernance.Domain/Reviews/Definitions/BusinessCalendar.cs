using System.Collections.Immutable;

namespace AccessGovernance.Domain.Reviews.Definitions;

/// <summary>Which days count, and where.</summary>
/// <param name="Zone">IANA time zone, such as Europe/Warsaw.</param>
/// <param name="Weekend">Days of the week that do not count; empty where every day does.</param>
public sealed record BusinessCalendar(string Zone, ImmutableArray<DayOfWeek> Weekend, ImmutableArray<DateOnly> Holidays)
{
    public const int MaxHolidays = 1_000;

    public bool Counts(DateOnly day) => !Weekend.Contains(day.DayOfWeek) && !Holidays.Contains(day);

    public bool Equals(BusinessCalendar? other) => other is not null && Zone == other.Zone && Weekend.SequenceEqual(other.Weekend)
        && Holidays.SequenceEqual(other.Holidays);

    public override int GetHashCode() => HashCode.Combine(Zone, Weekend.Length, Holidays.Length);
}

/// <summary>An offset from UTC and the instant from which on a zone has it.</summary>
/// <param name="Seconds">East of Greenwich is positive.</param>
public readonly record struct ZoneOffset(Instant From, int Seconds);

/// <summary>
/// What a time zone's clocks show, as given: the domain reads no zone data. The offsets are in order of time; the first one holds before
/// its own beginning too.
/// </summary>
public sealed record ZoneClock(string Zone, ImmutableArray<ZoneOffset> Offsets)
{
    private const long MillisecondsPerDay = 86_400_000;
    private static readonly int Epoch = new DateOnly(1970, 1, 1).DayNumber;

    /// <summary>The date that the zone's calendars show.</summary>
    public DateOnly DateAt(Instant at)
    {
        var shown = at.Milliseconds + (OffsetAt(at) * 1000L);
        return DateOnly.FromDayNumber(Epoch + (int)Math.Floor((double)shown / MillisecondsPerDay));
    }

    /// <summary>
    /// The first instant from which on the zone's clocks never show <paramref name="day"/> or an earlier day again. Where clocks skip
    /// midnight, that is the instant of the skip; where midnight comes twice, the second one: whoever reads the date on a clock of the
    /// zone always has the whole day.
    /// </summary>
    public Instant EndOf(DateOnly day)
    {
        var midnight = (day.DayNumber + 1L - Epoch) * MillisecondsPerDay;
        var end = long.MinValue;
        for (var i = 0; i < Offsets.Length; i++)
        {
            var from = i == 0 ? long.MinValue : Offsets[i].From.Milliseconds;
            var until = i + 1 < Offsets.Length ? Offsets[i + 1].From.Milliseconds : long.MaxValue;
            var shown = midnight - (Offsets[i].Seconds * 1000L);
            if (from < shown)
                end = Math.Max(end, Math.Min(shown, until));
        }
        return new Instant(end);
    }

    public bool Equals(ZoneClock? other) => other is not null && Zone == other.Zone && Offsets.SequenceEqual(other.Offsets);

    public override int GetHashCode() => HashCode.Combine(Zone, Offsets.Length);

    private int OffsetAt(Instant at)
    {
        var seconds = Offsets[0].Seconds;
        foreach (var offset in Offsets)
        {
            if (offset.From <= at)
                seconds = offset.Seconds;
        }
        return seconds;
    }
}
