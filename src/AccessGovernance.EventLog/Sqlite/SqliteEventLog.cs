using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Text.Json;
using AccessGovernance.EventLog.Telemetry;

namespace AccessGovernance.EventLog.Sqlite;

/// <summary>
/// The embedded log: one SQLite file in write-ahead mode, flushed before an append is acknowledged. Readers never wait for the writer.
/// Cancelling an append ends the wait only: it may still be written, as with <see cref="OutcomeUnknownException"/>.
/// </summary>
public sealed partial class SqliteEventLog : IEventLog, IOrderedBulkAppend, IAsyncDisposable
{
    private const string Engine = "sqlite";

    private readonly DataLock held;
    private readonly SqliteWriter writer;
    private readonly SqliteReaderPool readers;
    private readonly AppendBounds bounds;
    private int disposed;

    private SqliteEventLog(string path, Guid storeId, SqliteWriter writer, DataLock held, AppendBounds bounds)
    {
        (StoreId, this.bounds) = (storeId, bounds);
        readers = new SqliteReaderPool(path);
        this.writer = writer;
        this.held = held;
    }

    public Guid StoreId { get; }

    public LogHead Head => writer.Signal.Head;

    /// <summary>Null: nobody else moves the head.</summary>
    public HeadHearing? Hearing => null;

    /// <summary>True: there is no clock but this node's.</summary>
    public bool ClockIsTrusted => true;

    /// <summary>Opens the log in a file, which is made if there is none. Takes the same time however long the log is.</summary>
    /// <exception cref="LogRefusedException">In use by another process, of a newer format, no permission, or no room.</exception>
    /// <exception cref="DamagedLogException">Not an event log, or damaged; the message says what to do. Nothing was changed.</exception>
    public static SqliteEventLog Open(string path, TimeProvider clock) => Open(path, clock, AppendBounds.OfTheHistory);

    /// <summary>As above, with other bounds of one append; every reader can read what was written under any bounds.</summary>
    public static SqliteEventLog Open(string path, TimeProvider clock, AppendBounds bounds) => Open(path, clock, bounds, new SqliteFaults());

    internal static SqliteEventLog Open(string path, TimeProvider clock, SqliteFaults faults) =>
        Open(path, clock, AppendBounds.OfTheHistory, faults);

    private static SqliteEventLog Open(string path, TimeProvider clock, AppendBounds bounds, SqliteFaults faults)
    {
        path = Path.GetFullPath(path);
        var held = DataLock.Take(path);
        try
        {
            var storeId = SqliteSchema.Prepare(path);
            return new SqliteEventLog(path, storeId, new SqliteWriter(path, clock, faults), held, bounds);
        }
        catch (SqliteFailure failure)
        {
            held.Dispose();
            throw SqliteErrors.Unopenable(failure);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    public ValueTask<AppendResult> Append(StreamAppend append, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Append(Batch.Of(append, bounds), append.Stream, cancellation);
    }

    public ValueTask<AppendResult> AppendInOrder(BulkAppend append, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Append(Batch.Of(append), null, cancellation);
    }

    public IAsyncEnumerable<IReadOnlyList<RecordedEvent>> ReadAll(long afterPosition, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(afterPosition);
        var pages = Pages(afterPosition, Head.Position, Whole, (r, after, upTo) => Whole(r.ReadAll(after, upTo)), cancellation);
        return pages.Select(page => page.Events);
    }

    public async ValueTask<RecordedEvent> ReadOne(long position, CancellationToken cancellation) =>
        await SliceAfter(position - 1, 1, cancellation) is [var one, ..] ? one : throw IEventLog.MissingAt(position);

    public IAsyncEnumerable<LogPage> ReadAllBut(FrozenSet<string> types, long afterPosition, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(afterPosition);
        var names = JsonSerializer.Serialize<IEnumerable<string>>(types);
        return Pages(afterPosition, Head.Position, page => LogPage.Without(types, page), (r, after, upTo) => r.ReadAllBut(names, after, upTo), cancellation);
    }

    public IAsyncEnumerable<IReadOnlyList<RecordedEvent>> ReadStream(string stream, long fromRevision, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfNegative(fromRevision);
        return StreamPages(stream, fromRevision, Head.Position, cancellation);
    }

    public ValueTask<LogHead> WaitPast(long position, CancellationToken cancellation) => writer.Signal.WaitPast(position, cancellation);

    /// <summary>Ends reading, writes what waits, carries everything over into the file and closes it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
            return;
        await readers.DisposeAsync();
        await writer.DisposeAsync();
        held.Dispose();
    }

    private async ValueTask<AppendResult> Append(Batch batch, string? stream, CancellationToken cancellation)
    {
        var watch = AppendWatch.Begin(Engine, stream, batch.Count);
        try
        {
            return watch.Ended(await Waiting(writer.Append(batch), cancellation));
        }
        catch (Exception e)
        {
            watch.Failed(e);
            throw;
        }
    }

    private static LogPage Whole(List<RecordedEvent> page) => new(page, page[^1].Position);

    private static ValueTask<AppendResult> Waiting(ValueTask<AppendResult> append, CancellationToken cancellation) =>
        cancellation.CanBeCanceled ? new(append.AsTask().WaitAsync(cancellation)) : append;

    /// <param name="recent">What to take of a page that is in memory.</param>
    /// <param name="stored">Reads a page after a position, up to another one.</param>
    private async IAsyncEnumerable<LogPage> Pages(
        long after, long upTo, Func<List<RecordedEvent>, LogPage> recent, Func<SqliteReader, long, long, LogPage> stored,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (after >= upTo)
            yield break;
        var next = ReadAfter(after);
        try
        {
            while (true)
            {
                var page = await next;
                // The next page is read while this one is being handled: never more than one ahead.
                if (page.Reached < upTo)
                    next = ReadAfter(page.Reached);
                yield return page;
                if (page.Reached >= upTo)
                    yield break;
            }
        }
        finally
        {
            // Whoever stops early leaves no read behind.
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Task<LogPage> ReadAfter(long position)
        {
            cancellation.ThrowIfCancellationRequested();
            ObjectDisposedException.ThrowIf(Volatile.Read(ref disposed) != 0, this);
            return writer.Recent.After(position, upTo) is { } page
                ? Task.FromResult(recent(page))
                : readers.Read(r => stored(r, position, upTo), cancellation);
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<RecordedEvent>> StreamPages(
        string stream, long revision, long upTo, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var more = true; more;)
        {
            var (page, atEnd) = await readers.Read(r => r.ReadStream(stream, revision, upTo, LogLimits.PageSize), cancellation);
            more = !atEnd;
            if (page.Count == 0)
                yield break;
            revision = page[^1].Revision + 1;
            yield return page;
        }
    }
}
