namespace AccessGovernance.Cli.Sampling;

/// <summary>When something took effect and when that was recorded, never before. In milliseconds since the Unix epoch.</summary>
internal readonly record struct SampleTime(long Effective, long Recorded)
{
    private const long Day = 86_400_000;
    private const int WorkBegins = 6 * 3_600;
    private const int WorkSeconds = 11 * 3_600;

    /// <summary>The beginning of a day, recorded in its first hours.</summary>
    public static SampleTime Morning(DateOnly day) => new(Midnight(day), Midnight(day) + (5 * 3_600_000));

    /// <summary>A moment of a working day: mostly recorded when it took effect; one record in six follows days or weeks later.</summary>
    public static SampleTime Of(DateOnly day, Chance chance) => Of(day, chance.Is(16) ? chance.Between(2, 45) : 0, chance);

    /// <summary>A moment of a day that is recorded so many days later.</summary>
    public static SampleTime Of(DateOnly day, int later, Chance chance)
    {
        var moment = (WorkBegins + chance.Below(WorkSeconds)) * 1_000L;
        return later == 0 ? new(Midnight(day) + moment, Midnight(day) + moment) : new(Midnight(day), Midnight(day) + (later * Day) + moment);
    }

    public static long Midnight(DateOnly day) => new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeMilliseconds();
}
