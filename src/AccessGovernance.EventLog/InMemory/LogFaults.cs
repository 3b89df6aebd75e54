namespace AccessGovernance.EventLog.InMemory;

/// <summary>Something that goes wrong with one append.</summary>
public abstract record LogFault;

/// <summary>It is written, and the caller gets an <see cref="OutcomeUnknownException"/>.</summary>
public sealed record LostAcknowledgement : LogFault;

/// <summary>It is not written, and the caller gets an <see cref="OutcomeUnknownException"/>.</summary>
public sealed record LostRequest : LogFault;

/// <summary>It is not written, and the caller gets a <see cref="LogRefusedException"/> that says why.</summary>
public sealed record RefusedAppend(string Why) : LogFault;

/// <summary>Holds an append where the test wants it until the test lets it go.</summary>
public sealed record HeldAppend(HoldWhen When) : LogFault
{
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the append has come to the place where it is held.</summary>
    public Task Reached => reached.Task;

    public void Release() => released.TrySetResult();

    internal Task Hold()
    {
        reached.TrySetResult();
        return released.Task;
    }
}

/// <summary>Where an append is held.</summary>
public enum HoldWhen
{
    BeforeWriting,

    /// <summary>Durable and visible, but not yet acknowledged.</summary>
    AfterWriting,
}

/// <summary>The faults to come, in order; each happens once. Thread-safe.</summary>
public sealed class LogFaults
{
    private readonly Lock gate = new();
    private readonly List<(string? Stream, LogFault Fault)> planned = [];
    private readonly HashSet<long> damaged = [];

    /// <summary>The next append, to whichever stream.</summary>
    public void OnNext(LogFault fault)
    {
        lock (gate)
            planned.Add((null, fault));
    }

    /// <summary>The next append that touches a stream.</summary>
    public void OnNext(string stream, LogFault fault)
    {
        lock (gate)
            planned.Add((stream, fault));
    }

    /// <summary>Every read that meets this position fails with a <see cref="DamagedLogException"/>.</summary>
    public void Damage(long position)
    {
        lock (gate)
            damaged.Add(position);
    }

    internal LogFault? Take(Batch batch)
    {
        lock (gate)
        {
            var index = planned.FindIndex(p => p.Stream is null || batch.Parts.Any(part => part.Stream == p.Stream));
            if (index < 0)
                return null;
            var fault = planned[index].Fault;
            planned.RemoveAt(index);
            return fault;
        }
    }

    internal void CheckRead(IReadOnlyList<RecordedEvent> page)
    {
        lock (gate)
            if (damaged.Count > 0 && page.FirstOrDefault(e => damaged.Contains(e.Position)) is { } bad)
                throw new DamagedLogException($"The event at position {bad.Position} does not match its checksum.");
    }
}
