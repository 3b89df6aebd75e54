namespace AccessGovernance.Domain;

/// <summary>
/// The state that one stream folds to. <see cref="Fold"/> keeps what every aggregate has (how many events it contains, which requests
/// it accepted) and leaves the meaning of the event to <see cref="Evolve"/>. Not thread-safe: owned by one reader or one turn.
/// </summary>
public abstract class Aggregate
{
    /// <summary>Number of events folded so far, which is the revision of the next one.</summary>
    public long NextRevision { get; set; }

    public RequestMemory Requests { get; init; } = new();

    /// <summary>Folds one event.</summary>
    /// <exception cref="InvalidOperationException">The event is not one of this aggregate.</exception>
    public void Fold(DomainEvent what, RecordedAs recorded)
    {
        ArgumentNullException.ThrowIfNull(what);
        if (what is not RequestNoted)
            Evolve(what, recorded);
        if (recorded.Request is { } request)
            Requests.Remember(request, new(recorded.Fingerprint, recorded.Position), what.CanOpenAccess || recorded.Imported);
        NextRevision++;
    }

    protected abstract void Evolve(DomainEvent what, RecordedAs recorded);

    protected static InvalidOperationException Unknown(DomainEvent what) =>
        new($"{what.GetType().Name} does not belong to this aggregate.");
}

/// <summary>What a fold needs of an event's envelope.</summary>
public readonly record struct RecordedAs(long Position, RequestId? Request, Guid Fingerprint, bool Imported);

/// <summary>A request was accepted and changed nothing. Recorded so that a late retry of it changes nothing either.</summary>
public sealed record RequestNoted(bool Opens) : DomainEvent
{
    public override bool CanOpenAccess => Opens;
}
