using System.Threading.Tasks.Sources;

namespace AccessGovernance.EventLog.Sqlite;

/// <summary>An append that waits for the writer. Awaited once, by its caller, who goes on in its own scheduler and never on the writer's thread.</summary>
internal sealed class PendingAppend(Batch batch) : IValueTaskSource<AppendResult>
{
    private ManualResetValueTaskSourceCore<AppendResult> source = new() { RunContinuationsAsynchronously = true };

    public Batch Batch => batch;

    /// <summary>Decided, but only valid once the group is committed.</summary>
    public AppendResult? Answer { get; set; }

    public ValueTask<AppendResult> Task => new(this, source.Version);

    public void SetAnswer() => source.SetResult(Answer!);

    public void SetException(Exception reason) => source.SetException(reason);

    AppendResult IValueTaskSource<AppendResult>.GetResult(short token) => source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<AppendResult>.GetStatus(short token) => source.GetStatus(token);

    void IValueTaskSource<AppendResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        source.OnCompleted(continuation, state, token, flags);
}

/// <summary>
/// Appends in the order in which they came, at most <see cref="LogLimits.MaxWaitingAppends"/>, for one writer. A commit costs nearly the
/// same for one as for many: after a group of many the writer waits for half as many, as long as they keep coming, but never longer than
/// <see cref="PatienceMs"/>. Who is alone never waits. (PostgreSQL's commit_delay, with the group before in the place of a setting.)
/// </summary>
internal sealed class AppendQueue
{
    private const int PatienceMs = 1;
    private const int MaxGroupAppends = 1_024;
    private const int MaxGroupBytes = 16 * 1024 * 1024;

    // Monitor and not Lock: the writer waits on it.
    private readonly object gate = new();
    private readonly Queue<PendingAppend> waiting = new();
    private int wanted = 1;
    private bool closed;

    /// <returns>Null when it waits now, else why it may not.</returns>
    public QueueRefusal? Add(PendingAppend append)
    {
        lock (gate)
        {
            if (closed)
                return QueueRefusal.Closed;
            if (waiting.Count == LogLimits.MaxWaitingAppends)
                return QueueRefusal.Full;
            waiting.Enqueue(append);
            if (waiting.Count == wanted)
                Monitor.Pulse(gate);
            return null;
        }
    }

    /// <summary>Nothing more comes; what waits is still taken.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
            Monitor.Pulse(gate);
        }
    }

    /// <summary>Waits for appends and moves them into an empty group.</summary>
    /// <returns>False when the queue is closed and empty.</returns>
    public bool Take(List<PendingAppend> group)
    {
        lock (gate)
        {
            if (waiting.Count < wanted && !closed && wanted > 1)
                Monitor.Wait(gate, PatienceMs);
            for (wanted = 1; waiting.Count == 0 && !closed;)
                Monitor.Wait(gate);
            for (var bytes = 0; group.Count < MaxGroupAppends && bytes < MaxGroupBytes && waiting.TryDequeue(out var next);)
            {
                bytes += next.Batch.Bytes;
                group.Add(next);
            }
            wanted = Math.Max(1, group.Count / 2);
            return group.Count > 0;
        }
    }
}

internal enum QueueRefusal
{
    Closed = 1,
    Full = 2,
}
