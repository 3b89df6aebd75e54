using System.Runtime.CompilerServices;
using AccessGovernance.Domain;

namespace AccessGovernance.EventLog.InMemory;

/// <summary>
/// A log for tests: the same semantics as the durable engines, faults on demand, and nothing that outlives the object. Thread-safe.
/// </summary>
public sealed class InMemoryEventLog(TimeProvider clock) : IEventLog, IOrderedBulkAppend, IStreamState
{
    private readonly Lock gate = new();
    private readonly List<RecordedEvent> events = [];
    private readonly Dictionary<string, List<RecordedEvent>> streams = new(StringComparer.Ordinal);
    private readonly HeadSignal head = new(default);

    public Guid StoreId { get; } = Guid.NewGuid();

    public LogHead Head => head.Head;

    /// <summary>Null: nobody else moves the head.</summary>
    public HeadHearing? Hearing => null;

    /// <summary>True: there is no clock but this node's.</summary>
    public bool ClockIsTrusted => true;

    /// <summary>What shall go wrong.</summary>
    public LogFaults Faults { get; } = new();

    public async ValueTask<AppendResult> Append(StreamAppend append, CancellationToken cancellation) =>
        await Append(Batch.Of(append), cancellation);

    public async ValueTask<AppendResult> AppendInOrder(BulkAppend append, CancellationToken cancellation) =>
        await Append(Batch.Of(append), cancellation);

    public ValueTask<LogHead> WaitPast(long position, CancellationToken cancellation) => head.WaitPast(position, cancellation);

    public IAsyncEnumerable<IReadOnlyList<RecordedEvent>> ReadAll(long afterPosition, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(afterPosition);
        lock (gate)
            return Pages(Copy(events, afterPosition), wholeBatches: true, cancellation);
    }

    public IAsyncEnumerable<IReadOnlyList<RecordedEvent>> ReadStream(string stream, long fromRevision, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfNegative(fromRevision);
        lock (gate)
            return Pages(Copy(streams.GetValueOrDefault(stream, []), fromRevision), wholeBatches: false, cancellation);
    }

    long IStreamState.LastRevision(string stream) => streams.TryGetValue(stream, out var stored) ? stored.Count - 1 : StreamAppend.NoStream;

    IReadOnlyList<RecordedEvent> IStreamState.Events(string stream, long fromRevision, int count) =>
        streams[stream].GetRange((int)fromRevision, count);

    private async Task<AppendResult> Append(Batch batch, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var fault = Faults.Take(batch);
        if (fault is HeldAppend { When: HoldWhen.BeforeWriting } before)
            await before.Hold().WaitAsync(cancellation);
        if (fault is LostRequest)
            throw new OutcomeUnknownException("The log did not answer (the request was lost).");
        if (fault is RefusedAppend refused)
            throw new LogRefusedException(refused.Why);
        var result = Write(batch);
        if (fault is HeldAppend { When: HoldWhen.AfterWriting } after)
            await after.Hold().WaitAsync(cancellation);
        return fault is LostAcknowledgement
            ? throw new OutcomeUnknownException("The log did not answer (the acknowledgement was lost).")
            : result;
    }

    private AppendResult Write(Batch batch)
    {
        lock (gate)
        {
            if (AppendRules.Decide(batch, this, events.Count) is { } answer)
                return answer;
            var stamp = new Instant(clock.GetUtcNow().ToUnixTimeMilliseconds());
            var recorded = batch.Record(events.Count, stamp);
            foreach (var e in recorded)
            {
                events.Add(e);
                if (!streams.TryGetValue(e.Stream, out var stream))
                    streams.Add(e.Stream, stream = []);
                stream.Add(e);
            }
            head.Publish(new LogHead(events.Count, Instant.Max(Head.RecordingTime, stamp)));
            return new Appended(recorded[0].Position, recorded[^1].Position, AppendRules.LastRevisionAfter(batch));
        }
    }

    private static List<RecordedEvent> Copy(List<RecordedEvent> source, long from) =>
        from >= source.Count ? [] : source.GetRange((int)from, source.Count - (int)from);

    private async IAsyncEnumerable<IReadOnlyList<RecordedEvent>> Pages(
        List<RecordedEvent> all, bool wholeBatches, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var start = 0; start < all.Count;)
        {
            cancellation.ThrowIfCancellationRequested();
            var end = Math.Min(start + LogLimits.PageSize, all.Count);
            while (wholeBatches && !all[end - 1].EndsBatch)
                end++;
            var page = all.GetRange(start, end - start);
            Faults.CheckRead(page);
            start = end;
            await Task.Yield();
            yield return page;
        }
    }
}
