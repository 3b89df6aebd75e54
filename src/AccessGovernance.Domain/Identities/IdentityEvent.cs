using System.Collections.Immutable;

namespace AccessGovernance.Domain.Identities;

// These records are a storage format: their JSON is kept for ever (see the event catalogue). A new shape is a new record and a new name.

public enum IdentityKind
{
    Employee = 1,
    Contractor = 2,
    Service = 3,
    Shared = 4,
    Agent = 5,
}

/// <summary>How an identity is tied to a person: it is the person's own, or the person owns it (service and shared identities).</summary>
public enum LinkRole
{
    Person = 1,
    Owner = 2,
}

/// <summary>Everything that can happen to one identity and to its grants.</summary>
public abstract record IdentityEvent : DomainEvent;

public sealed record IdentityRegistered(IdentityKind Kind, bool Synthetic) : IdentityEvent;

public sealed record IdentityMarkedSynthetic(bool Synthetic) : IdentityEvent;

/// <summary>An event whose only personal text is its reason.</summary>
public abstract record ReasonedIdentityEvent(PersonalText? Reason) : IdentityEvent
{
    public override DomainEvent MapPersonalText(Func<PersonalText, PersonalText> map) =>
        Reason is null ? this : this with { Reason = map(Reason) };
}

/// <param name="Attributes">New values by name; null removes the attribute.</param>
/// <param name="From">When the values began to hold.</param>
public sealed record AttributesChanged(ImmutableSortedDictionary<string, PersonalText?> Attributes, Instant From, PersonalText? Reason)
    : ReasonedIdentityEvent(Reason)
{
    public override DomainEvent MapPersonalText(Func<PersonalText, PersonalText> map) => this with
    {
        Attributes = Attributes.ToImmutableSortedDictionary(a => a.Key, a => a.Value is { } v ? map(v) : null, StringComparer.Ordinal),
        Reason = Reason is null ? null : map(Reason),
    };
}

public sealed record IdentityLinked(LinkId Link, PersonId Person, LinkRole Role, Period Validity, PersonalText? Reason)
    : ReasonedIdentityEvent(Reason);

public sealed record IdentityLinkEnded(LinkId Link, Instant Until, PersonalText? Reason) : ReasonedIdentityEvent(Reason);

public sealed record IdentitySuspended(Instant From, PersonalText? Reason) : ReasonedIdentityEvent(Reason);

public sealed record IdentityResumed(Instant From, PersonalText? Reason) : ReasonedIdentityEvent(Reason)
{
    public override bool CanOpenAccess => true;
}

/// <param name="Stated">The date as people said it, if a date was given.</param>
public sealed record IdentityTerminated(Instant At, CivilDate? Stated, PersonalText? Reason) : ReasonedIdentityEvent(Reason);

/// <param name="At">The instant of the pending termination that is withdrawn.</param>
public sealed record TerminationWithdrawn(Instant At, PersonalText? Reason) : ReasonedIdentityEvent(Reason)
{
    public override bool CanOpenAccess => true;
}

public sealed record IdentityReinstated(Instant From, PersonalText? Reason) : ReasonedIdentityEvent(Reason)
{
    public override bool CanOpenAccess => true;
}

public sealed record LegalHoldPlaced(HoldId Hold, PersonalText? Reason) : ReasonedIdentityEvent(Reason);

public sealed record LegalHoldLifted(HoldId Hold, PersonalText? Reason) : ReasonedIdentityEvent(Reason);

/// <param name="By">All persons of the caller who requested it: who confirms must share none of them.</param>
public sealed record ForgettingRequested(ImmutableArray<PersonId> By) : IdentityEvent
{
    public bool Equals(ForgettingRequested? other) => other is not null && By.SequenceEqual(other.By);

    public override int GetHashCode() => By.Length;
}

/// <summary>Recorded before the keys are destroyed; destroying is repeated whenever the log is read from its start.</summary>
public sealed record IdentityForgotten(PersonId RequestedBy, PersonId ConfirmedBy) : IdentityEvent;

public sealed record AccessGranted(GrantId Grant, EntitlementId Entitlement, Period Validity, Cause Cause, PersonalText? Reason)
    : ReasonedIdentityEvent(Reason)
{
    public override bool CanOpenAccess => true;
}

/// <param name="At">
/// From when the grant no longer holds; later than its start, earlier than its own end so far. A pending termination may end it earlier.
/// </param>
public sealed record AccessRevoked(GrantId Grant, EntitlementId Entitlement, Instant At, PersonalText? Reason) : ReasonedIdentityEvent(Reason);

/// <summary>An earlier record was wrong: the grant's validity is, and was, this one.</summary>
public sealed record GrantCorrected(GrantId Grant, EntitlementId Entitlement, Period Validity, PersonalText? Reason)
    : ReasonedIdentityEvent(Reason)
{
    public override bool CanOpenAccess => true;
}

/// <summary>The grant never held. Final.</summary>
public sealed record GrantVoided(GrantId Grant, EntitlementId Entitlement, PersonalText? Reason) : ReasonedIdentityEvent(Reason);
