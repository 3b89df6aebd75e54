namespace AccessGovernance.EventLog.Events;

/// <summary>The event that a text was sealed for: it opens nowhere else.</summary>
/// <param name="Position">Where the event is in the log, for whoever has to look for damage.</param>
public readonly record struct SealedAt(string Stream, Guid EventId, long Position)
{
    public static SealedAt Of(RecordedEvent recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        return new(recorded.Stream, recorded.EventId, recorded.Position);
    }
}
