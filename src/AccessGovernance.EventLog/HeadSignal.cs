namespace AccessGovernance.EventLog;

/// <summary>The published end of a log, and those who wait for it to move. Thread-safe.</summary>
internal sealed class HeadSignal(LogHead start)
{
    private readonly Lock gate = new();
    // Replaced as a whole: every question reads it, and none waits for another.
    private volatile Published head = new(start);
    private bool closed;
    private Func<Exception>? reason;
    private TaskCompletionSource? moved;

    public LogHead Head => head.Head;

    public void Publish(LogHead next)
    {
        TaskCompletionSource? waiters;
        lock (gate)
        {
            head = new Published(next);
            (waiters, moved) = (moved, null);
        }
        waiters?.SetResult();
    }

    /// <summary>Nothing will move any more: who waits gets an <see cref="ObjectDisposedException"/>.</summary>
    public void Close() => Close(null);

    /// <summary>Nothing will move any more: who waits gets the reason, each an exception of its own.</summary>
    public void Close(Func<Exception>? why)
    {
        TaskCompletionSource? waiters;
        lock (gate)
        {
            (closed, reason) = (true, reason ?? why);
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
                if (Head is var reached && reached.Position > position)
                    return reached;
                if (reason is not null)
                    throw reason();
                ObjectDisposedException.ThrowIf(closed, typeof(IEventLog));
                moved ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                next = moved.Task;
            }
            await next.WaitAsync(cancellation);
        }
    }

    private sealed record Published(LogHead Head);
}
