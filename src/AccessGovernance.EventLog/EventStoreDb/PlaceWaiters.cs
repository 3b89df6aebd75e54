namespace AccessGovernance.EventLog.EventStoreDb;

/// <summary>Those who wait until this node has read the server's log up to a place. Thread-safe.</summary>
internal sealed class PlaceWaiters
{
    private readonly Lock gate = new();
    private readonly PriorityQueue<TaskCompletionSource, long> waiting = new();
    private long passed = -1;
    private Func<Exception>? ended;

    /// <exception cref="LogRefusedException">Too many wait (<see cref="LogLimits.MaxWaitingAppends"/>).</exception>
    public Task Wait(long commit, CancellationToken cancellation)
    {
        lock (gate)
        {
            if (commit <= passed)
                return Task.CompletedTask;
            if (ended is not null)
                return Task.FromException(ended());
            if (waiting.Count >= LogLimits.MaxWaitingAppends)
                throw new LogRefusedException($"{LogLimits.MaxWaitingAppends} calls wait for the event store already. Try again later.");
            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Enqueue(waiter, commit);
            return waiter.Task.WaitAsync(cancellation);
        }
    }

    public void Pass(long commit)
    {
        lock (gate)
        {
            passed = Math.Max(passed, commit);
            while (waiting.TryPeek(out var waiter, out var wanted) && wanted <= passed)
            {
                waiter.SetResult();
                waiting.Dequeue();
            }
        }
    }

    /// <summary>Nothing will be read any more: who waits, now or later, gets the reason, each an exception of its own.</summary>
    public void End(Func<Exception> reason)
    {
        lock (gate)
        {
            ended ??= reason;
            while (waiting.TryDequeue(out var waiter, out _))
                waiter.SetException(reason());
        }
    }
}
