namespace AccessGovernance.Domain.Conditions;

public enum TimeUnit
{
    Hours = 1,
    Days = 2,
    Weeks = 3,
    Months = 4,
    Years = 5,
}

/// <summary>What moments are compared with: one by itself, or some time before now.</summary>
public abstract record Moment
{
    private protected Moment()
    {
    }

    /// <summary>The moment that is meant at a time; what would lie before <see cref="Instant.Earliest"/> is that.</summary>
    public abstract Instant At(Instant now);
}

/// <summary>The same whenever it is asked.</summary>
public sealed record FixedMoment(Instant Instant) : Moment
{
    public override Instant At(Instant now) => Instant;
}

/// <summary>
/// That long ago. Hours, days and weeks are lengths (a day has 24 hours); months and years go by the calendar in UTC, and where a month is too
/// short for the day, its last one is meant: a month before 31 March is the end of February.
/// </summary>
public sealed record TimeAgo(int Count, TimeUnit Unit) : Moment
{
    private const long Hour = 3_600_000;
    private const int MonthsOfYear = 12;
    private const int FirstYear = 1900;
    private const int LastYear = 9999;

    public override Instant At(Instant now)
    {
        var from = Instant.Max(Instant.Earliest, Instant.Min(now, Instant.Latest));
        return Unit switch
        {
            TimeUnit.Hours => Before(from, Hour),
            TimeUnit.Days => Before(from, 24 * Hour),
            TimeUnit.Weeks => Before(from, 7 * 24 * Hour),
            TimeUnit.Months => MonthsBefore(from, Count),
            _ => MonthsBefore(from, (long)Count * MonthsOfYear),
        };
    }

    private Instant Before(Instant from, long length) => Instant.Max(Instant.Earliest, new(from.Milliseconds - Count * length));

    private static Instant MonthsBefore(Instant from, long months)
    {
        var date = DateTimeOffset.FromUnixTimeMilliseconds(from.Milliseconds);
        return ((date.Year - FirstYear) * MonthsOfYear + date.Month - 1 - months) switch
        {
            < 0 => Instant.Earliest,
            >= (LastYear - FirstYear + 1) * MonthsOfYear => Instant.Latest,
            _ => new(date.AddMonths((int)-months).ToUnixTimeMilliseconds()),
        };
    }
}
