using AccessGovernance.Domain;
using AccessGovernance.EventLog.EventStoreDb.Connections;
using AccessGovernance.EventStoreProtocol;

namespace AccessGovernance.EventLog.EventStoreDb;

/// <summary>
/// Appends, always at a concrete expected revision, so that the server recognises a repeat by its event ids. An append is over when this
/// node has read it back: then its positions are known, and it is visible here.
/// </summary>
internal sealed class StoreWriter(StoreConnection connection, StorePrefix prefix, StoreFollower follower, WriterClock clock)
{
    /// <summary>What every server takes at once, counted in its way.</summary>
    public const int MaxAppendBytes = 1024 * 1024;

    private int waiting;

    /// <summary>At most <see cref="LogLimits.MaxWaitingAppends"/> at once; more are refused.</summary>
    public async Task<AppendResult> Append(Batch batch, CancellationToken cancellation)
    {
        try
        {
            return Interlocked.Increment(ref waiting) <= LogLimits.MaxWaitingAppends
                ? await Write(batch, cancellation)
                : throw new LogRefusedException($"{LogLimits.MaxWaitingAppends} changes wait for the event store already. Try again later.");
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    private async Task<AppendResult> Write(Batch batch, CancellationToken cancellation)
    {
        if (follower.Fault is { } fault)
            throw new LogRefusedException($"Nothing is written any more. {fault.Message}", fault);
        var part = batch.Parts[0];
        if (batch.Count == 0)
            return await CheckRevision(part, cancellation);
        var stamp = await clock.Stamp(cancellation);
        var events = Propose(batch, stamp);
        clock.Sending(part.Events[^1].EventId, stamp);
        var answer = await connection.Append(StoreMessages.Begin(prefix.Of(part.Stream), part.ExpectedRevision), events, cancellation);
        return answer.WrongExpectedVersion is { } conflict
            ? new RevisionConflict(part.Stream, StoreMessages.ActualRevision(conflict))
            : await Visible(part, answer.Success, cancellation);
    }

    private static AppendReq[] Propose(Batch batch, Instant stamp)
    {
        var events = batch.Record(0, stamp).Select(e => StoreMessages.Propose(e.EventId, e.Type, e.Body, StoredFormat.Encode(e))).ToArray();
        var bytes = events.Sum(e => StoreMessages.SizeOf(e.ProposedMessage));
        return bytes <= MaxAppendBytes
            ? events
            : throw new ArgumentException($"An append has {bytes} bytes with its metadata; the event store takes at most {MaxAppendBytes}.");
    }

    private async Task<AppendResult> CheckRevision(StreamAppend part, CancellationToken cancellation)
    {
        var end = await connection.First(StoreReads.StreamEnd(prefix.Of(part.Stream)), cancellation);
        if (end is not null)
            await ReadBack((long)end.CommitPosition, cancellation);
        var actual = end is null ? StreamAppend.NoStream : (long)end.StreamRevision;
        return actual == part.ExpectedRevision
            ? new Appended(0, follower.Head.Head.Position, actual)
            : new RevisionConflict(part.Stream, actual);
    }

    private async Task<AppendResult> Visible(StreamAppend part, AppendResp.Types.Success written, CancellationToken cancellation)
    {
        if (written.Position is { CommitPosition: <= long.MaxValue } place)
        {
            await ReadBack((long)place.CommitPosition, cancellation);
            if (follower.Positions.PositionAt((long)place.CommitPosition) is { } last
                && last - part.Events.Count + 1 is var first
                && follower.Recent.At(first) is { } begun
                && begun.EventId == part.Events[0].EventId && begun.Revision == part.ExpectedRevision + 1 && begun.Stream == part.Stream)
            {
                return new Appended(first, last, part.ExpectedRevision + part.Events.Count);
            }
        }
        return await Repeated(part, cancellation);
    }

    // An earlier append, or several: their events stand wherever they were written then.
    private async Task<AppendResult> Repeated(StreamAppend part, CancellationToken cancellation)
    {
        var from = part.ExpectedRevision + 1;
        var stored = await connection.Read(StoreReads.Stream(prefix.Of(part.Stream), from, part.Events.Count), cancellation);
        if (stored.Count != part.Events.Count || stored.Zip(part.Events).Any(p => StoreMessages.Id(p.First.Id) != p.Second.EventId))
            throw new DamagedLogException($"The event store says that it has {part.Events.Count} events of '{part.Stream}' from {from} on, but shows others.");
        await ReadBack((long)stored[^1].CommitPosition, cancellation);
        return new Appended(PositionOf((long)stored[0].CommitPosition), PositionOf((long)stored[^1].CommitPosition), from + part.Events.Count - 1);
    }

    private long PositionOf(long commit) => follower.Positions.PositionAt(commit)
        ?? throw new DamagedLogException($"The event at {commit} of the event store was left out of what it delivered.");

    private async Task ReadBack(long commit, CancellationToken cancellation)
    {
        try
        {
            await follower.Waiters.Wait(commit, connection.Settings.DefaultDeadline, TimeProvider.System, cancellation);
        }
        catch (Exception e) when (e is TimeoutException or LogRefusedException or DamagedLogException)
        {
            throw new OutcomeUnknownException(
                $"The event store has it, but this node could not read it back ({follower.Trouble ?? e.Message}). Repeat it with the same ids.", e);
        }
    }
}
