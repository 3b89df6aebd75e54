namespace AccessGovernance.EventLog.Tests.Conformance;

/// <summary>A clock that a test sets; it runs until it is stopped, or stands still from the beginning.</summary>
internal sealed class WritersClock(DateTimeOffset start, bool runs) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly long begun = System.GetTimestamp();
    private DateTimeOffset? stopped = runs ? null : start;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
            return stopped ?? start + System.GetElapsedTime(begun);
    }

    /// <summary>From now on it moves by <see cref="Advance"/> only.</summary>
    public DateTimeOffset Stop()
    {
        lock (gate)
            return stopped ??= start + System.GetElapsedTime(begun);
    }

    /// <summary>Moves a clock that stands still, back too.</summary>
    public void Advance(TimeSpan step)
    {
        lock (gate)
            stopped += step;
    }
}
