namespace AccessGovernance.EventLog.EventStoreDb;

/// <summary>Those who wait until this node has read the server's log up to a place. Thread-safe.</summary>
internal sealed class PlaceWaiters
{
    private readonly Lock gate = new();
    private readonly PriorityQueue<TaskCompletionSource, long> waiting = new();
    private long passed = -1;
    private Func<Exception>? ended;

    /// <summary>The last place that was read; -1 before the first.</summary>
    public long Passed
    {
        get
        {
            lock (gate)
                return passed;
        }
    }

    /// <param name="patience">By a clock; who runs out of it, or is cancelled, takes no place from others any more.</param>
    /// <exception cref="TimeoutException">It has not been read that far within the patience.</exception>
    /// <exception cref="LogRefusedException">Too many wait (<see cref="LogLimits.MaxWaitingAppends"/>).</exception>
    public async Task Wait(long commit, TimeSpan patience, TimeProvider time, CancellationToken cancellation)
    {
        if (Enter(commit) is not { } waiter)
            return;
        try
        {
            await waiter.Task.WaitAsync(patience, time, cancellation);
        }
        finally
        {
            waiter.TrySetCanceled(CancellationToken.None);
        }
    }

    public void Pass(long commit)
    {
        lock (gate)
        {
            passed = Math.Max(passed, commit);
            while (waiting.TryPeek(out var waiter, out var wanted) && wanted <= passed)
            {
                waiter.TrySetResult();
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
                waiter.TrySetException(reason());
        }
    }

    private TaskCompletionSource? Enter(long commit)
    {
        lock (gate)
        {
            if (commit <= passed)
                return null;
            if (ended is not null)
                throw ended();
            if (waiting.Count >= LogLimits.MaxWaitingAppends)
                ForgetThoseWhoLeft();
            if (waiting.Count >= LogLimits.MaxWaitingAppends)
                throw new LogRefusedException($"{LogLimits.MaxWaitingAppends} calls wait for the event store already. Try again later.");
            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Enqueue(waiter, commit);
            return waiter;
        }
    }

    private void ForgetThoseWhoLeft()
    {
        var remaining = waiting.UnorderedItems.Where(w => !w.Element.Task.IsCompleted).ToArray();
        waiting.Clear();
        waiting.EnqueueRange(remaining);
    }
}
