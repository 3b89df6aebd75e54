using System.Runtime.CompilerServices;
using AccessGovernance.EventLog.EventStoreDb.Connections;

namespace AccessGovernance.EventLog.EventStoreDb.Verifying;

/// <summary>One thing that a history relies on, and how a server does it.</summary>
/// <param name="What">As a statement that should be true.</param>
/// <param name="Detail">What was seen: figures, or why it is not true.</param>
public sealed record StoreFinding(string What, bool IsTrue, string Detail);

/// <summary>
/// Tries on a real server everything that the log relies on, in streams of a scratch prefix that no deployment has, and deletes them at the
/// end. The first connection that fails ends it: nothing after it could be told.
/// </summary>
public sealed class StoreVerification
{
    private const int LargeEvents = 3;
    private static readonly EventOrigin Origin = new(null, default, "verification", null, null);

    private readonly EventStoreSettings settings;
    private readonly TimeProvider time;
    private readonly StorePrefix prefix;
    private readonly string stream = "scratch-" + Guid.NewGuid().ToString("N");

    /// <param name="settings">The server and the user that a deployment would have.</param>
    public StoreVerification(EventStoreSettings settings, TimeProvider time)
    {
        (this.settings, this.time) = (settings, time);
        prefix = new StorePrefix("verify_" + Guid.NewGuid().ToString("N")[..16]);
    }

    public async IAsyncEnumerable<StoreFinding> Run([EnumeratorCancellation] CancellationToken cancellation)
    {
        var (opened, log) = await Open(cancellation);
        yield return opened;
        if (log is null)
            yield break;
        await using var first = log;
        yield return Clocks(log.Condition);
        foreach (var (what, check) in Checks(log))
            yield return await Try(what, () => check(cancellation));
        yield return await Try("the scratch streams can be deleted", () => CleanUp(cancellation));
    }

    private static StoreFinding Clocks(EventStoreCondition condition) => new(
        $"this machine's clock differs from the server's by at most {WriterClock.MaxDifference.TotalSeconds} s",
        condition.ClockIsTrusted, $"it is ahead by {condition.ClockDifference.TotalSeconds:0.###} s at the least");

    private (string What, Func<CancellationToken, Task<string>> Check)[] Checks(EventStoreEventLog log) =>
    [
        ("a stream that is not there is empty", async c => Expect((await Read(log, c)).Count == 0, "it has no event")),
        ("an append to a new stream is written and read back", async c => Expect(
            await Write(log, StreamAppend.NoStream, [1, 2], c) is Appended { FirstPosition: 1, LastPosition: 2, LastRevision: 1 }, "positions 1 and 2")),
        ("an append at another revision is a conflict that names the right one", async c => Expect(
            await Write(log, 0, [9], c) is RevisionConflict { ActualRevision: 1 }, "revision 1")),
        ("an append to a stream that is there is no new stream", async c => Expect(
            await Write(log, StreamAppend.NoStream, [9], c) is RevisionConflict { ActualRevision: 1 }, "revision 1")),
        ("a repeated append answers the first one's positions", async c => Expect(
            await Write(log, StreamAppend.NoStream, [1, 2], c) is Appended { FirstPosition: 1, LastPosition: 2 }, "positions 1 and 2")),
        ("a repeat with another event among the first is a conflict", async c => Expect(
            await Write(log, StreamAppend.NoStream, [1, 9], c) is RevisionConflict { ActualRevision: 1 }, "nothing was written")),
        ("an append of the largest size is taken", Large(log)),
        ("events come back as they were written", async c => Expect(
            (await Read(log, c)).Select(e => e.EventId).SequenceEqual(Enumerable.Range(1, 2 + LargeEvents).Select(Id)), "byte for byte, in order")),
        ("the leader says where its log ends, time and again", async c => Expect(
            await log.Hearing.Soon(HeadHearing.Longest, c) != default, $"asked every {HeadListener.Interval.TotalMilliseconds} ms")),
        ("a second connection counts the same history", Again(log)),
    ];

    private Func<CancellationToken, Task<string>> Large(EventStoreEventLog log) => async cancellation =>
    {
        var size = (LogLimits.MaxAppendBytes / LargeEvents) - OriginFormat.Encode(Origin).Length;
        var events = Enumerable.Range(3, LargeEvents).Select(n => Event(n, new byte[size])).ToArray();
        var started = time.GetTimestamp();
        return Expect(await log.Append(new(stream, 1, events), cancellation) is Appended,
            $"{LogLimits.MaxAppendBytes} bytes in {time.GetElapsedTime(started).TotalMilliseconds:0} ms");
    };

    private Func<CancellationToken, Task<string>> Again(EventStoreEventLog log) => async cancellation =>
    {
        await using var second = await EventStoreEventLog.Open(settings, prefix, time, cancellation);
        var (ours, theirs) = (await All(log, cancellation), await All(second, cancellation));
        return Expect(log.StoreId == second.StoreId && ours.Count == 2 + LargeEvents && ours.SequenceEqual(theirs), $"{ours.Count} events");
    };

    private async Task<(StoreFinding Finding, EventStoreEventLog? Log)> Open(CancellationToken cancellation)
    {
        EventStoreEventLog? log = null;
        var finding = await Try("the server is reached, and the user may read $all and write streams", async () =>
        {
            log = await EventStoreEventLog.Open(settings, prefix, time, cancellation);
            return settings.ToString();
        });
        return (finding, log);
    }

    private async Task<string> CleanUp(CancellationToken cancellation)
    {
        await using var connection = new StoreConnection(settings);
        string[] scratch = [prefix.Of(stream), prefix.StoreStream, prefix.ClockStream];
        foreach (var one in scratch)
            await connection.Delete(one, cancellation);
        return $"{scratch.Length} streams";
    }

    private static async Task<StoreFinding> Try(string what, Func<Task<string>> check)
    {
        try
        {
            return new StoreFinding(what, true, await check());
        }
        catch (Exception e) when (e is LogRefusedException or OutcomeUnknownException or DamagedLogException or EventStoreSettingsException)
        {
            return new StoreFinding(what, false, e.Message);
        }
    }

    private static string Expect(bool isTrue, string detail) =>
        isTrue ? detail : throw new DamagedLogException($"The server answered otherwise than EventStoreDB does; expected: {detail}.");

    private async Task<AppendResult> Write(EventStoreEventLog log, long expected, int[] events, CancellationToken cancellation) =>
        await log.Append(new(stream, expected, [.. events.Select(n => Event(n, "{}"u8.ToArray()))]), cancellation);

    private async Task<List<RecordedEvent>> Read(EventStoreEventLog log, CancellationToken cancellation)
    {
        var all = new List<RecordedEvent>();
        await foreach (var page in log.ReadStream(stream, 0, cancellation))
            all.AddRange(page);
        return all;
    }

    private static async Task<List<(long, Guid)>> All(EventStoreEventLog log, CancellationToken cancellation)
    {
        var all = new List<(long, Guid)>();
        await foreach (var page in log.ReadAll(0, cancellation))
            all.AddRange(page.Select(e => (e.Position, e.EventId)));
        return all;
    }

    private static Guid Id(int number) => new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);

    private static NewEvent Event(int number, byte[] body) => new(Id(number), "verification.tried.v1", body, Origin, null);
}
