using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using AccessGovernance.Domain;

namespace AccessGovernance.EventLog;

/// <summary>
/// The history: streams of events in one total order. What was appended is never changed. Engines promise the same semantics and pass one
/// conformance suite; thread-safe.
/// </summary>
public interface IEventLog
{
    /// <summary>Names this history; tokens of another one are refused.</summary>
    Guid StoreId { get; }

    /// <summary>The end of what is durable and visible. Always the end of a batch.</summary>
    LogHead Head { get; }

    /// <summary>
    /// How recently the head was heard of, where other nodes may move it too; null where this node alone does: then the head is always known.
    /// </summary>
    HeadHearing? Hearing { get; }

    /// <summary>
    /// False while nothing is written because of this node's clock: it differs too much from that of the store, or was moved. True where
    /// the log has no clock but this node's.
    /// </summary>
    bool ClockIsTrusted { get; }

    /// <summary>
    /// Appends to one stream, all or nothing. Durable and visible when it returns <see cref="Appended"/>. Idempotent by event id at the same
    /// expected revision: a repeat answers the original positions. Anything else that was in the way is a <see cref="RevisionConflict"/>.
    /// </summary>
    /// <exception cref="LogRefusedException">Known not to be written (full disk, closed or damaged store).</exception>
    /// <exception cref="OutcomeUnknownException">Nobody can say whether it was written; repeat with the same ids and revision.</exception>
    /// <exception cref="ArgumentException">The append breaks <see cref="LogLimits"/>.</exception>
    ValueTask<AppendResult> Append(StreamAppend append, CancellationToken cancellation);

    /// <summary>Reads one stream forward from a revision (0 is the first event) in pages; empty when there is nothing.</summary>
    /// <exception cref="DamagedLogException">A stored event does not match its checksum.</exception>
    IAsyncEnumerable<IReadOnlyList<RecordedEvent>> ReadStream(string stream, long fromRevision, CancellationToken cancellation);

    /// <summary>
    /// Reads everything after a position in log order, up to the head at the time of the call. A page never ends inside a batch.
    /// </summary>
    /// <exception cref="DamagedLogException">A stored event does not match its checksum.</exception>
    IAsyncEnumerable<IReadOnlyList<RecordedEvent>> ReadAll(long afterPosition, CancellationToken cancellation);

    /// <summary>
    /// As <see cref="ReadAll"/> without the events of some types, which an engine may skip unread: their checksums then stay unchecked.
    /// </summary>
    /// <exception cref="DamagedLogException">A stored event that is answered does not match its checksum, or one is missing.</exception>
    async IAsyncEnumerable<LogPage> ReadAllBut(
        FrozenSet<string> types, long afterPosition, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var page in ReadAll(afterPosition, cancellation))
            yield return LogPage.Without(types, page);
    }

    /// <summary>Reads the event at a position, which must be a batch of its own; engines read nothing else for it.</summary>
    /// <exception cref="DamagedLogException">The event does not match its checksum, or is missing.</exception>
    async ValueTask<RecordedEvent> ReadOne(long position, CancellationToken cancellation)
    {
        await foreach (var page in ReadAll(position - 1, cancellation))
            return page[0];
        throw MissingAt(position);
    }

    /// <summary>Says that a position has no event.</summary>
    internal static DamagedLogException MissingAt(long position) => new($"Position {position} of the history is missing.");

    /// <summary>Completes when the head is past a position, with that head.</summary>
    ValueTask<LogHead> WaitPast(long position, CancellationToken cancellation);
}

/// <summary>An engine that can also append to many streams at once, in the order given: all of it or nothing, as one batch.</summary>
public interface IOrderedBulkAppend
{
    /// <summary>As <see cref="IEventLog.Append"/>; the first stream whose revision is not as expected makes the whole a conflict.</summary>
    ValueTask<AppendResult> AppendInOrder(BulkAppend append, CancellationToken cancellation);
}

/// <summary>The end of the log: its last position (0 when empty) and that position's recording time (the running maximum of stamps).</summary>
public readonly record struct LogHead(long Position, Instant RecordingTime);

/// <summary>A part of the log that ends with a batch.</summary>
/// <param name="Events">Those of it that were asked for; maybe none.</param>
/// <param name="Reached">Its last position.</param>
public readonly record struct LogPage(IReadOnlyList<RecordedEvent> Events, long Reached)
{
    /// <summary>What is left of a page without the events of some types.</summary>
    public static LogPage Without(FrozenSet<string> types, IReadOnlyList<RecordedEvent> page) =>
        new([.. page.Where(e => !types.Contains(e.Type))], page[^1].Position);
}

public static class FollowExtensions
{
    /// <summary>Reads everything after a position and then goes on with what is appended, until cancelled.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<RecordedEvent>> Follow(
        this IEventLog log, long afterPosition, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(log);
        while (true)
        {
            await foreach (var page in log.ReadAll(afterPosition, cancellation))
            {
                yield return page;
                afterPosition = page[^1].Position;
            }
            await log.WaitPast(afterPosition, cancellation);
        }
    }

    /// <summary>The same without the events of some types.</summary>
    public static async IAsyncEnumerable<LogPage> FollowBut(
        this IEventLog log, FrozenSet<string> types, long afterPosition, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(log);
        while (true)
        {
            await foreach (var page in log.ReadAllBut(types, afterPosition, cancellation))
            {
                yield return page;
                afterPosition = page.Reached;
            }
            await log.WaitPast(afterPosition, cancellation);
        }
    }
}
