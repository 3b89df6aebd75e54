using AccessGovernance.Domain;
using AccessGovernance.Server.Requests;
using Cronos;

namespace AccessGovernance.Server.Reviews;

/// <summary>When a definition's campaigns are launched again, by a cron expression of five fields in a time zone.</summary>
public static class Recurrences
{
    /// <summary>Launches that are looked at for the shortest distance between two.</summary>
    private const int Looked = 64;

    /// <summary>A day when clocks are put forward has 23 hours.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromHours(23);

    // Any fixed day: what is allowed does not depend on when it is asked.
    private static readonly DateTimeOffset Beginning = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <exception cref="InvalidRequestException">It is no such expression, never comes due, or comes due more often than once a day.</exception>
    public static void Check(string field, string recurrence, TimeZoneInfo zone)
    {
        var expression = CronExpression.TryParse(recurrence, out var parsed) ? parsed : throw new InvalidRequestException(
            field, "must be five fields of cron, minute hour day-of-month month day-of-week, such as '0 6 1 1,4,7,10 *'");
        if (expression.GetNextOccurrence(Beginning, zone) is not { } at)
            throw new InvalidRequestException(field, "never comes due");
        for (var i = 0; i < Looked && expression.GetNextOccurrence(at, zone) is { } next; i++)
        {
            if (next - at < Shortest)
                throw new InvalidRequestException(field, $"comes due at {at:u} and {next:u}; at most once a day is allowed");
            at = next;
        }
    }

    /// <summary>The first launch after an instant; null where none follows.</summary>
    public static Instant? Next(string recurrence, TimeZoneInfo zone, Instant after) => Next(CronExpression.Parse(recurrence), zone, after);

    /// <summary>
    /// The last launch after an instant that came due by another; null where none did. Goes back in steps that double, so that it costs as much for a
    /// recurrence of many years as for one of today.
    /// </summary>
    public static Instant? Last(string recurrence, TimeZoneInfo zone, Instant after, Instant by)
    {
        var expression = CronExpression.Parse(recurrence);
        var (begin, back, last) = (by, TimeSpan.FromDays(1), (Instant?)null);
        while (last is null && begin > after)
        {
            begin = Instant.Max(after, begin.Plus(-back));
            back *= 2;
            for (var next = Next(expression, zone, begin); next is { } at && at <= by; next = Next(expression, zone, at))
                last = at;
        }
        return last;
    }

    private static Instant? Next(CronExpression expression, TimeZoneInfo zone, Instant after) =>
        expression.GetNextOccurrence(DateTimeOffset.FromUnixTimeMilliseconds(after.Milliseconds), zone) is { } next
            ? new Instant(next.ToUnixTimeMilliseconds())
            : null;
}
