namespace AccessGovernance.EventLog;

/// <summary>The published end of a log, and those who wait for it to move. Thread-safe.</summary>
internal sealed class HeadSignal(LogHead start)
{
    private readonly Lock gate = new();
    private LogHead head = start;
    private bool closed;
    private TaskCompletionSource? moved;

    public LogHead Head
    {
        get
        {
            lock (gate)
                return head;
        }
    }

    public void Publish(LogHead next)
    {
        TaskCompletionSource? waiters;
        lock (gate)
        {
            head = next;
            (waiters, moved) = (moved, null);
        }
        waiters?.SetResult();
    }

    /// <summary>Nothing will move any more: who waits gets an <see cref="ObjectDisposedException"/>.</summary>
    public void Close()
    {
        TaskCompletionSource? waiters;
        lock (gate)
        {
            closed = true;
            (waiters, moved) = (moved, null);
        }
        waiters?.SetResult();
    }

    public async ValueTask<LogHead> WaitPast(long position, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            Task next;
            lock (gate)
            {
                if (head.Position > position)
                    return head;
                ObjectDisposedException.ThrowIf(closed, typeof(IEventLog));
                moved ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                next = moved.Task;
            }
            await next.WaitAsync(cancellation);
        }
    }
}
