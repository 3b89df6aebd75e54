using AccessGovernance.Domain;
using AccessGovernance.EventLog;
using Google.Protobuf.WellKnownTypes;
using V1 = AccessGovernance.Api.V1;

namespace AccessGovernance.Server.Requests;

/// <summary>Times of requests and answers: whole milliseconds between the years 1900 and 9999.</summary>
public static class Times
{
    public static Instant Parse(string field, Timestamp time)
    {
        if (time.Nanos is < 0 or > 999_999_999)
            throw new InvalidRequestException(field, "has nanos outside 0 to 999,999,999");
        if (time.Nanos % 1_000_000 != 0)
            throw new InvalidRequestException(field, "must have whole milliseconds");
        if (time.Seconds < Instant.Earliest.Milliseconds / 1_000 || time.Seconds > Instant.Latest.Milliseconds / 1_000)
            throw new InvalidRequestException(field, "must lie between the years 1900 and 9999");
        return new Instant(time.Seconds * 1_000 + time.Nanos / 1_000_000);
    }

    /// <summary>
    /// A period of a command; what is omitted is from now on, and open-ended. Empty when it would begin now and is over: the domain refuses
    /// that, unless it is the retry of a request that was accepted in time.
    /// </summary>
    public static Period Parse(string field, V1.Validity? validity, Func<Instant> now)
    {
        var until = validity?.Until is { } u ? Parse(field + ".until", u) : Instant.Forever;
        if (validity?.From is not { } given)
            return new Period(Instant.Min(now(), until), until);
        var from = Parse(field + ".from", given);
        return until > from ? new Period(from, until) : throw new InvalidRequestException(field + ".until", $"must be later than from ({from})");
    }

    public static Period Range(string field, V1.Range range)
    {
        if (range.From is null || range.Until is null)
            throw new InvalidRequestException(field, "must have both from and until");
        var period = new Period(Parse(field + ".from", range.From), Parse(field + ".until", range.Until));
        return period.IsEmpty ? throw new InvalidRequestException(field + ".until", "must be later than from") : period;
    }

    /// <summary>Null for what has no such end: since ever, or open-ended.</summary>
    public static Timestamp? Of(Instant at) => at < Instant.Earliest || at > Instant.Latest
        ? null
        : Whole(at.Milliseconds);

    private static Timestamp Whole(long milliseconds)
    {
        var (seconds, rest) = Math.DivRem(milliseconds, 1_000);
        return rest < 0
            ? new Timestamp { Seconds = seconds - 1, Nanos = (int)(rest + 1_000) * 1_000_000 }
            : new Timestamp { Seconds = seconds, Nanos = (int)rest * 1_000_000 };
    }

    public static V1.Validity Of(Period period) => new() { From = Of(period.From), Until = Of(period.Until) };
}

/// <summary>
/// What "now" means on this node: the later of its clock and the recording time of the log's head, so that a check right after an
/// acknowledged change sees it whatever the clocks say. Order never comes from here.
/// </summary>
public sealed class NodeClock(TimeProvider time, IEventLog log)
{
    /// <summary>How far the node may be behind the head's recording time before it refuses commands without a time.</summary>
    public static readonly TimeSpan MaxBehind = TimeSpan.FromSeconds(5);

    private long said = long.MinValue;

    public Instant Clock => new(time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>Never earlier than what it said before, also when the clock is set back meanwhile.</summary>
    public Instant Now => NowAt(log.Head.RecordingTime);

    public bool IsBehind => log.Head.RecordingTime > Clock.Plus(MaxBehind);

    public Instant NowAt(Instant recordingTime)
    {
        var now = Math.Max(Clock.Milliseconds, recordingTime.Milliseconds);
        for (var before = Interlocked.Read(ref said); ; before = Interlocked.Read(ref said))
        {
            if (now <= before)
                return new Instant(before);
            if (Interlocked.CompareExchange(ref said, now, before) == before)
                return new Instant(now);
        }
    }

    /// <summary>The time of a command that names none.</summary>
    /// <exception cref="NotReadyException">The node's clock is behind the history, or differs from the event store's.</exception>
    public Instant ForCommand() => IsBehind
        ? throw new NotReadyException("NODE_CLOCK_BEHIND", $"this node's clock is more than {MaxBehind.TotalSeconds} s behind the history; "
            + "give the time explicitly, or mend the clock", new Dictionary<string, string>
            {
                ["clock"] = Clock.ToString(),
                ["head"] = log.Head.RecordingTime.ToString(),
            })
        // Another node would record the command, at a time that this one made up.
        : !log.ClockIsTrusted
            ? throw new NotReadyException("NODE_CLOCK_WRONG", "this node's clock differs too much from the event store's; give the time explicitly, or mend "
                + "the clock", new Dictionary<string, string> { ["clock"] = Clock.ToString() })
            : Now;
}
