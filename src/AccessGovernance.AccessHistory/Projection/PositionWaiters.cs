namespace AccessGovernance.AccessHistory.Projection;

/// <summary>Callers that wait for a position, a bounded number. Thread-safe; continuations never run on the signaller.</summary>
internal sealed class PositionWaiters
{
    public const int MaxWaiting = 100_000;

    private readonly Lock gate = new();
    private readonly SortedSet<Waiter> waiting = [];
    private long passed;
    private long tickets;
    private Exception? stopped;

    /// <exception cref="InvalidOperationException">Too many wait already.</exception>
    public async Task Wait(long position, CancellationToken cancellation)
    {
        Waiter waiter;
        lock (gate)
        {
            if (position <= passed)
                return;
            if (stopped is not null)
                throw new InvalidOperationException(stopped.Message, stopped);
            if (waiting.Count >= MaxWaiting)
                throw new InvalidOperationException($"{MaxWaiting} callers wait for a position already.");
            waiter = new Waiter(position, tickets++, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            waiting.Add(waiter);
        }
        try
        {
            await waiter.Done.Task.WaitAsync(cancellation);
        }
        finally
        {
            lock (gate)
                waiting.Remove(waiter);
        }
    }

    public void Pass(long position)
    {
        lock (gate)
        {
            passed = position;
            while (waiting.Min is { } first && first.Position <= position)
            {
                waiting.Remove(first);
                first.Done.SetResult();
            }
        }
    }

    /// <summary>Fails everybody who waits, and who will.</summary>
    public void Stop(Exception why)
    {
        lock (gate)
        {
            stopped = why;
            foreach (var waiter in waiting)
                waiter.Done.SetException(new InvalidOperationException(why.Message, why));
            waiting.Clear();
        }
    }

    private sealed record Waiter(long Position, long Ticket, TaskCompletionSource Done) : IComparable<Waiter>
    {
        public int CompareTo(Waiter? other) =>
            other is null ? 1 : Position != other.Position ? Position.CompareTo(other.Position) : Ticket.CompareTo(other.Ticket);
    }
}
