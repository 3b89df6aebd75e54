using AccessGovernance.EventLog.EventStoreDb.Connections;
using AccessGovernance.EventLog.Telemetry;

namespace AccessGovernance.EventLog.EventStoreDb;

/// <summary>How the connection to the event store is at the moment.</summary>
/// <param name="Trouble">Why nothing is read from it now, null while it is well.</param>
/// <param name="IsStopped">It will not be well again before a new start: <paramref name="Trouble"/> says why.</param>
/// <param name="ClockDifference">By how much this node's clock is ahead of the store's, as last compared.</param>
/// <param name="ClockIsTrusted">False while nothing is written because of it.</param>
public sealed record EventStoreCondition(string? Trouble, bool IsStopped, TimeSpan ClockDifference, bool ClockIsTrusted);

/// <summary>
/// The log in an EventStoreDB or KurrentDB (22.6 or newer), which several nodes may share: streams under a prefix of the deployment,
/// positions counted over <c>$all</c> (decision 15). Cancelling an append ends the wait only: it may still be written. The user needs the right to
/// read <c>$all</c>.
/// </summary>
public sealed class EventStoreEventLog : IEventLog, IAsyncDisposable
{
    private const string Engine = "eventstoredb";

    private readonly StoreConnection connection;
    private readonly StoreFollower follower;
    private readonly StoreReader reader;
    private readonly StoreWriter writer;
    private readonly WriterClock clock;
    private readonly HeadListener listener;
    private readonly CancellationTokenSource stop = new();
    private Task watching = Task.CompletedTask;
    private int disposed;

    private EventStoreEventLog(StoreConnection connection, StoreBeginning beginning, WriterClock clock, TimeProvider time)
    {
        (this.connection, this.clock, StoreId) = (connection, clock, beginning.StoreId);
        follower = new StoreFollower(connection, beginning, clock);
        listener = new HeadListener(connection, beginning.Prefix, follower, time);
        reader = new StoreReader(connection, beginning.Prefix, follower);
        writer = new StoreWriter(connection, beginning.Prefix, follower, clock);
    }

    public Guid StoreId { get; }

    public LogHead Head => follower.Head.Head;

    /// <summary>Asks the store's leader again and again.</summary>
    public HeadHearing Hearing => listener.Hearing;

    /// <summary>For health.</summary>
    public EventStoreCondition Condition =>
        new(follower.Fault?.Message ?? follower.Trouble, follower.Fault is not null, clock.Difference, clock.IsTrusted);

    /// <summary>False while nothing is written because of this node's clock.</summary>
    public bool ClockIsTrusted => clock.IsTrusted;

    /// <summary>Connects, and reads what is there: completes when everything that was written before the call is counted.</summary>
    /// <exception cref="EventStoreSettingsException">A file that the settings name cannot be used.</exception>
    /// <exception cref="LogRefusedException">The server cannot be reached or refuses access.</exception>
    /// <exception cref="DamagedLogException">What is there was not written by this log, or a part of it is missing.</exception>
    public static async Task<EventStoreEventLog> Open(
        EventStoreSettings settings, StorePrefix prefix, TimeProvider time, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(prefix);
        var connection = new StoreConnection(settings);
        EventStoreEventLog? log = null;
        try
        {
            var records = new StoreRecords(connection, prefix, time);
            var clock = new WriterClock(time, records.CompareClocks);
            log = new EventStoreEventLog(connection, await records.Begin(cancellation), clock, time);
            await clock.Probe(cancellation);
            log.follower.Start();
            await log.listener.Ask(Timeout.InfiniteTimeSpan, cancellation);
            log.listener.Start();
            log.watching = clock.Watch(log.stop.Token);
            return log;
        }
        catch
        {
            await (log?.DisposeAsync() ?? connection.DisposeAsync());
            throw;
        }
    }

    public ValueTask<AppendResult> Append(StreamAppend append, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Append(Batch.Of(append), append.Stream, cancellation);
    }

    public IAsyncEnumerable<IReadOnlyList<RecordedEvent>> ReadStream(string stream, long fromRevision, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfNegative(fromRevision);
        return reader.Stream(stream, fromRevision, cancellation);
    }

    public IAsyncEnumerable<IReadOnlyList<RecordedEvent>> ReadAll(long afterPosition, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(afterPosition);
        return reader.All(afterPosition, Head.Position, cancellation);
    }

    public async ValueTask<RecordedEvent> ReadOne(long position, CancellationToken cancellation)
    {
        await foreach (var page in reader.All(position - 1, Math.Min(position, Head.Position), cancellation))
            return page[0];
        throw IEventLog.MissingAt(position);
    }

    public ValueTask<LogHead> WaitPast(long position, CancellationToken cancellation) => follower.Head.WaitPast(position, cancellation);

    private async ValueTask<AppendResult> Append(Batch batch, string stream, CancellationToken cancellation)
    {
        var watch = AppendWatch.Begin(Engine, stream, batch.Count);
        try
        {
            return watch.Ended(await writer.Append(batch, cancellation));
        }
        catch (Exception e)
        {
            watch.Failed(e);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
            return;
        await listener.DisposeAsync();
        await stop.CancelAsync();
        await watching;
        await follower.DisposeAsync();
        stop.Dispose();
        await connection.DisposeAsync();
    }
}
