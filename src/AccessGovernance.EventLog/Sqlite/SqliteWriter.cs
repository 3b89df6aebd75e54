using System.Threading.Channels;

namespace AccessGovernance.EventLog.Sqlite;

/// <summary>An append that waits for the writer.</summary>
internal sealed class PendingAppend(Batch batch) : TaskCompletionSource<AppendResult>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public Batch Batch => batch;

    /// <summary>Decided, but only valid once the group is committed.</summary>
    public AppendResult? Answer { get; set; }
}

/// <summary>
/// The only writer of the file, on a thread of its own. It takes all appends that wait, up to a bound, into one transaction and one flush
/// of the disk, publishes the new head and then completes the callers. A group is written or not as a whole; a conflict concerns its
/// append only.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private const int MaxGroupAppends = 1_024;
    private const int MaxGroupBytes = 16 * 1024 * 1024;

    // Who appends wakes the writer's thread itself: by way of the thread pool, it would wake after everything that waits there.
    private readonly Channel<PendingAppend> waiting = Channel.CreateBounded<PendingAppend>(
        new BoundedChannelOptions(LogLimits.MaxWaitingAppends) { SingleReader = true, AllowSynchronousContinuations = true });

    private readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string path;
    private readonly TimeProvider clock;
    private readonly SqliteFaults faults;
    private SqliteEventTable? table;
    private volatile bool stopping;

    public SqliteWriter(string path, TimeProvider clock, SqliteFaults faults)
    {
        (this.path, this.clock, this.faults) = (path, clock, faults);
        table = SqliteEventTable.Open(path, clock, faults);
        Signal = new HeadSignal(table.Head);
        new Thread(Run) { Name = "event log writer", IsBackground = true }.Start();
    }

    public HeadSignal Signal { get; }

    public RecentEvents Recent { get; } = new();

    public Task<AppendResult> Append(Batch batch)
    {
        var pending = new PendingAppend(batch);
        if (waiting.Writer.TryWrite(pending))
            return pending.Task;
        throw new LogRefusedException(stopping
            ? $"The event log {path} is closed."
            : $"{LogLimits.MaxWaitingAppends} changes wait for the event log {path} already. Try again later.");
    }

    /// <summary>Writes what waits, then closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        stopping = true;
        waiting.Writer.TryComplete();
        await stopped.Task;
        Signal.Close();
    }

    private void Run()
    {
        var group = new List<PendingAppend>(MaxGroupAppends);
        // This thread has nothing else to do: it may block.
        while (waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            Gather(group);
            Write(group);
            group.Clear();
        }
        table?.Dispose();
        stopped.SetResult();
    }

    private void Gather(List<PendingAppend> group)
    {
        var bytes = 0;
        while (group.Count < MaxGroupAppends && bytes < MaxGroupBytes && waiting.Reader.TryRead(out var next))
        {
            bytes += next.Batch.Bytes;
            group.Add(next);
        }
    }

    private void Write(List<PendingAppend> group)
    {
        SqliteEventTable open;
        try
        {
            open = Reopened();
            open.Begin();
            foreach (var one in group)
                one.Answer = open.Append(one.Batch);
        }
        catch (Exception cause)
        {
            Drop();
            Fail(group, () => SqliteErrors.Refusal(cause));
            return;
        }
        try
        {
            Recent.Add(open.Commit());
        }
        catch (Exception cause)
        {
            Drop();
            Settle();
            // On a full disk the end of the transaction did not reach the file: it did not happen. Any other error leaves that open.
            Fail(group, () => cause is SqliteFailure { IsFull: true } ? SqliteErrors.Refusal(cause) : SqliteErrors.Unknown(path, cause));
            return;
        }
        Signal.Publish(open.Head);
        foreach (var one in group)
            one.SetResult(one.Answer!);
    }

    private SqliteEventTable Reopened()
    {
        if (table is null)
        {
            table = SqliteEventTable.Open(path, clock, faults);
            if (table.Head != Signal.Head)
                Signal.Publish(table.Head);
        }
        return table;
    }

    /// <summary>Looks what the file has after a commit of unknown outcome; if it can't be opened now, the next group tries again.</summary>
    private void Settle()
    {
        try
        {
            Reopened();
        }
        catch (Exception e) when (e is SqliteFailure or DamagedLogException or LogRefusedException or IOException)
        {
            Drop();
        }
    }

    private void Drop()
    {
        table?.Dispose();
        table = null;
    }

    /// <summary>Each caller gets an exception of its own: a thrown one carries its thrower's stack.</summary>
    private static void Fail(List<PendingAppend> group, Func<Exception> reason)
    {
        foreach (var one in group)
            one.SetException(reason());
    }
}
