using System.Collections.Immutable;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Server.Requests;

namespace AccessGovernance.Server.Services.Campaigns;

/// <summary>What this machine's time zone data say, as the domain takes it.</summary>
public static class ZoneClocks
{
    // Before the beginning, as midnight of its day may be; after it, as far as any deadline is looked for, and some days on.
    private const int DaysBefore = 2;
    private const int DaysAfter = StageDeadline.MaxDaysAhead + 3;
    private static readonly TimeSpan Step = TimeSpan.FromHours(12);

    /// <summary>The zone of that IANA name.</summary>
    /// <exception cref="InvalidRequestException">There is none.</exception>
    public static TimeZoneInfo Find(string field, string zone) =>
        zone.Length > 0 && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) && found.HasIanaId
            ? found
            : throw new InvalidRequestException(field, "must be an IANA time zone such as Europe/Warsaw");

    /// <summary>The offsets of a zone from <paramref name="from"/> on, for as long as deadlines are looked for.</summary>
    /// <exception cref="TimeZoneNotFoundException">There is no such zone.</exception>
    public static ZoneClock Of(string zone, Instant from)
    {
        var info = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var start = DateTimeOffset.FromUnixTimeMilliseconds(from.Milliseconds).AddDays(-DaysBefore);
        var end = start.AddDays(DaysBefore + DaysAfter);
        var offsets = ImmutableArray.CreateBuilder<ZoneOffset>();
        offsets.Add(At(start, Seconds(info, start)));
        for (var at = start; at < end; at += Step)
        {
            if (Seconds(info, at + Step) is var seconds && seconds != offsets[^1].Seconds)
                offsets.Add(At(Change(info, at, at + Step), seconds));
        }
        return new(zone, offsets.DrainToImmutable());
    }

    // The first second from which on the offset is that of the end. Zones change at most once in half a day.
    private static DateTimeOffset Change(TimeZoneInfo zone, DateTimeOffset from, DateTimeOffset until)
    {
        var (low, high) = (from.ToUnixTimeSeconds(), until.ToUnixTimeSeconds());
        var after = Seconds(zone, until);
        while (high - low > 1)
        {
            var middle = low + (high - low) / 2;
            if (Seconds(zone, DateTimeOffset.FromUnixTimeSeconds(middle)) == after)
                high = middle;
            else
                low = middle;
        }
        return DateTimeOffset.FromUnixTimeSeconds(high);
    }

    private static ZoneOffset At(DateTimeOffset at, int seconds) => new(new(at.ToUnixTimeMilliseconds()), seconds);

    private static int Seconds(TimeZoneInfo zone, DateTimeOffset at) => (int)zone.GetUtcOffset(at).TotalSeconds;
}
