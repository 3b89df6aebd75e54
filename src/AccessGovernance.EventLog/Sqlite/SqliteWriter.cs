using AccessGovernance.EventLog.Telemetry;

namespace AccessGovernance.EventLog.Sqlite;

/// <summary>
/// The only writer of the file, on a thread of its own. It takes all appends that wait, up to a bound, into one transaction and one flush
/// of the disk, publishes the new head and then completes the callers. A group is written or not as a whole; a conflict concerns its
/// append only.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private readonly AppendQueue waiting = new();
    private readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string path;
    private readonly TimeProvider clock;
    private readonly SqliteFaults faults;
    private SqliteEventTable? table;

    public SqliteWriter(string path, TimeProvider clock, SqliteFaults faults)
    {
        (this.path, this.clock, this.faults) = (path, clock, faults);
        table = SqliteEventTable.Open(path, clock, faults);
        Signal = new HeadSignal(table.Head);
        new Thread(Run) { Name = "event log writer", IsBackground = true }.Start();
    }

    public HeadSignal Signal { get; }

    public RecentEvents Recent { get; } = new();

    public ValueTask<AppendResult> Append(Batch batch)
    {
        var pending = new PendingAppend(batch);
        return waiting.Add(pending) switch
        {
            null => pending.Task,
            QueueRefusal.Closed => throw new LogRefusedException($"The event log {path} is closed."),
            _ => throw new LogRefusedException($"{LogLimits.MaxWaitingAppends} changes wait for the event log {path} already. Try again later."),
        };
    }

    /// <summary>Writes what waits, then closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        waiting.Close();
        await stopped.Task;
        Signal.Close();
    }

    private void Run()
    {
        var group = new List<PendingAppend>();
        while (waiting.Take(group))
        {
            Write(group);
            group.Clear();
        }
        table?.Dispose();
        stopped.SetResult();
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
        LogTelemetry.GroupAppends.Record(group.Count);
        foreach (var one in group)
            one.SetAnswer();
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
