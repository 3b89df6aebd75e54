using System.Collections.Concurrent;
using Grpc.Core;

namespace AccessGovernance.EventLog.Tests.EventStoreDb;

/// <summary>One record of the server's log.</summary>
internal sealed record StoreRecord(
    long Commit, string Stream, long Revision, Guid Id, string Type, byte[] Metadata, byte[] Data, DateTimeOffset Created);

/// <summary>An event that a client wants to be written.</summary>
internal sealed record ProposedRecord(Guid Id, string Type, byte[] Metadata, byte[] Data);

/// <summary>What became of an append: a conflict when the actual revision is there.</summary>
internal sealed record AppendOutcome(long? ActualRevision, StoreRecord? Last);

/// <summary>
/// The log of a server in memory, with the rules of EventStoreDB for expected revisions and repeats. Places grow by the size of the records, and
/// other programs' records stand between ours. Thread-safe.
/// </summary>
internal sealed class StoreUnderTest(TimeProvider clock)
{
    public const int MaxAppendBytes = 1024 * 1024;

    private readonly Lock gate = new();
    private readonly List<StoreRecord> records = [];
    private readonly Dictionary<string, List<StoreRecord>> streams = new(StringComparer.Ordinal);
    private TaskCompletionSource moved = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>By how much the server's clock is ahead.</summary>
    public TimeSpan ClockOffset { get; set; }

    /// <summary>Answers a repeat as a conflict.</summary>
    public bool ForgetsRepeats { get; set; }

    /// <summary>Streams that a client deleted; they are only noted here.</summary>
    public ConcurrentBag<string> Deleted { get; } = [];

    /// <summary>How many appends were written, repeats not counted.</summary>
    public int Writes { get; private set; }

    public AppendOutcome Append(string stream, long expected, IReadOnlyList<ProposedRecord> proposed)
    {
        if (proposed.Sum(p => p.Data.Length + p.Metadata.Length + (2 * p.Type.Length)) > MaxAppendBytes)
            throw Refusal(StatusCode.InvalidArgument, "maximum-append-size-exceeded", ("maximum-append-size", $"{MaxAppendBytes}"));
        lock (gate)
        {
            var stored = streams.GetValueOrDefault(stream, []);
            var actual = stored.Count - 1;
            if (actual == expected)
                return new AppendOutcome(null, Write(stream, proposed));
            var from = (int)Math.Min(expected + 1, int.MaxValue);
            var isRepeat = !ForgetsRepeats && expected < actual && stored.Count - from >= proposed.Count
                && proposed.Select((p, i) => p.Id == stored[from + i].Id).All(same => same);
            return isRepeat ? new AppendOutcome(null, stored[from + proposed.Count - 1]) : new AppendOutcome(actual, null);
        }
    }

    /// <summary>Everything from an index on, and what completes when there is more.</summary>
    public (IReadOnlyList<StoreRecord> Records, Task Moved) From(int index)
    {
        lock (gate)
            return (index < records.Count ? records.GetRange(index, records.Count - index) : [], moved.Task);
    }

    public IReadOnlyList<StoreRecord> Stream(string name)
    {
        lock (gate)
            return [.. streams.GetValueOrDefault(name, [])];
    }

    /// <summary>The index of the record that stands at a place, or -1.</summary>
    public int IndexOf(ulong commit)
    {
        lock (gate)
            return records.FindIndex(r => r.Commit == (long)commit);
    }

    /// <summary>Loses the newest records, as a server does that was restored from an older backup.</summary>
    public void LoseTail(int count)
    {
        lock (gate)
        {
            foreach (var lost in records[^count..])
                streams[lost.Stream].Remove(lost);
            records.RemoveRange(records.Count - count, count);
        }
    }

    /// <summary>Loses a record in the middle.</summary>
    public void Lose(Predicate<StoreRecord> which)
    {
        lock (gate)
        {
            foreach (var lost in records.FindAll(which))
                streams[lost.Stream].Remove(lost);
            records.RemoveAll(which);
        }
    }

    public static RpcException Refusal(StatusCode status, string exception, params (string Key, string Value)[] more)
    {
        var trailers = new Metadata { { "exception", exception } };
        foreach (var (key, value) in more)
            trailers.Add(key, value);
        return new RpcException(new Status(status, exception), trailers);
    }

    private StoreRecord Write(string stream, IReadOnlyList<ProposedRecord> proposed)
    {
        if (!streams.TryGetValue(stream, out var stored))
            streams.Add(stream, stored = []);
        foreach (var p in proposed)
        {
            var commit = records.Count == 0 ? 548 : records[^1].Commit + 100 + records[^1].Data.Length;
            stored.Add(new StoreRecord(commit, stream, stored.Count, p.Id, p.Type, p.Metadata, p.Data, clock.GetUtcNow() + ClockOffset));
            records.Add(stored[^1]);
        }
        Writes++;
        var waiters = moved;
        moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        waiters.SetResult();
        return stored.Count == 0 ? records[^1] : stored[^1];
    }
}
