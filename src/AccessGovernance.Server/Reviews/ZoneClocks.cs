using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews.Definitions;

namespace AccessGovernance.Server.Reviews;

/// <summary>What this machine's time zone data says of a zone, around an instant.</summary>
internal static class ZoneClocks
{
    /// <summary>Days, before and after the instant, whose offsets are looked up; a deadline lies within (<see cref="StageDeadline.MaxDaysAhead"/>).</summary>
    private const int Days = StageDeadline.MaxDaysAhead + 2;

    /// <exception cref="TimeZoneNotFoundException">This machine does not know the zone.</exception>
    public static ZoneClock Of(string zone, Instant around)
    {
        var data = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var from = DateTimeOffset.FromUnixTimeMilliseconds(around.Milliseconds).AddDays(-2);
        var offsets = new List<ZoneOffset> { new(At(from), Seconds(data, from)) };
        for (var day = 0; day < Days; day++)
        {
            var (before, after) = (from.AddDays(day), from.AddDays(day + 1));
            if (data.GetUtcOffset(before) != data.GetUtcOffset(after))
                offsets.Add(ChangeBetween(data, before, after));
        }
        return new ZoneClock(zone, [.. offsets]);
    }

    public static bool Knows(string zone) => TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _);

    // Clocks change at whole seconds, and once within a day.
    private static ZoneOffset ChangeBetween(TimeZoneInfo data, DateTimeOffset before, DateTimeOffset after)
    {
        var (low, high) = (before.ToUnixTimeSeconds(), after.ToUnixTimeSeconds());
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            if (data.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(middle)) == data.GetUtcOffset(before))
                low = middle;
            else
                high = middle;
        }
        var changed = DateTimeOffset.FromUnixTimeSeconds(high);
        return new(At(changed), Seconds(data, changed));
    }

    private static Instant At(DateTimeOffset at) => new(at.ToUnixTimeMilliseconds());

    private static int Seconds(TimeZoneInfo data, DateTimeOffset at) => (int)data.GetUtcOffset(at).TotalSeconds;
}
