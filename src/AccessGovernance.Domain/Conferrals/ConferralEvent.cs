namespace AccessGovernance.Domain.Conferrals;

// The event records are a storage format: their JSON is kept for ever (see the event catalogue).

/// <summary>Everything that can happen to the graph of what confers what. One stream holds all of it.</summary>
public abstract record ConferralEvent : DomainEvent;

/// <summary>Whoever has <paramref name="From"/> also has <paramref name="To"/>, while the period holds.</summary>
public sealed record ConferralAdded(ConferralId Conferral, EntitlementId From, EntitlementId To, Period Validity, string? Source, string? Reason)
    : ConferralEvent
{
    public override bool CanOpenAccess => true;
}

/// <param name="At">From when the conferral no longer holds.</param>
public sealed record ConferralEnded(ConferralId Conferral, Instant At, string? Reason) : ConferralEvent;

/// <summary>The conferral never held. Final.</summary>
public sealed record ConferralVoided(ConferralId Conferral, string? Reason) : ConferralEvent;

/// <summary>Everything that can be asked of the graph.</summary>
public abstract record ConferralCommand;

public sealed record Confer(ConferralId Conferral, EntitlementId From, EntitlementId To, Period Validity, string? Reason) : ConferralCommand;

public sealed record StopConferring(ConferralId Conferral, Instant At, string? Reason) : ConferralCommand;

/// <summary>One row of an imported history: opens the edge, or closes the open one.</summary>
public sealed record ImportConferral(ConferralId Conferral, EntitlementId From, EntitlementId To, Instant Start, string Source) : ConferralCommand;

public sealed record ImportConferralEnd(EntitlementId From, EntitlementId To, Instant At, string Source) : ConferralCommand;
