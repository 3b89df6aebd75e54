using System.Collections.Frozen;
using AccessGovernance.PersonalData;

namespace AccessGovernance.EventLog;

/// <summary>
/// Follows the log for a read model in memory. Reads pages, which are whole batches; some types are passed over, unread where the log can.
/// Stops at the first event that it cannot handle, and says so in <see cref="Fault"/>.
/// </summary>
/// <param name="passedOver">Names of the catalogue only: what that does not know is never passed over.</param>
public abstract class LogFollower(IEventLog log, FrozenSet<string> passedOver)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private TaskCompletionSource moved = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What people call the read model: "the directory".</summary>
    public abstract string Name { get; }

    /// <summary>The last position handled; always the end of a batch.</summary>
    public long Position { get; private set; }

    /// <summary>The position of the last event that was not passed over: nothing that it tells of has changed since.</summary>
    public long Changed { get; private set; }

    /// <summary>Why it stopped, or null while it runs.</summary>
    public Exception? Fault { get; private set; }

    public async Task Run(CancellationToken cancellation)
    {
        while (Fault is null)
        {
            try
            {
                await foreach (var page in log.FollowBut(passedOver, Position, cancellation))
                {
                    if (page.Events.Count > 0)
                    {
                        Handle(page.Events);
                        Changed = page.Events[^1].Position;
                    }
                    Publish(page.Reached, null);
                }
            }
            // The database of the keys will be back; until then the read model is behind, and says so.
            catch (KeyStoreUnavailableException)
            {
                await Task.Delay(Pause, cancellation);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Publish(Position, e);
            }
        }
    }

    /// <summary>Completes when the read model contains a position.</summary>
    public async ValueTask WaitFor(long position, CancellationToken cancellation)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (Position >= position)
                    return;
                if (Fault is { } fault)
                    throw new DamagedLogException($"{Name} stopped after position {Position}: {fault.Message}", fault);
                next = moved.Task;
            }
            await next.WaitAsync(cancellation);
        }
    }

    /// <summary>Takes some events in, whole batches; called from one thread at a time.</summary>
    protected abstract void Handle(IReadOnlyList<RecordedEvent> events);

    private void Publish(long position, Exception? fault)
    {
        TaskCompletionSource done;
        lock (gate)
        {
            (Position, Fault) = (position, fault);
            done = moved;
            moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        done.SetResult();
    }
}
