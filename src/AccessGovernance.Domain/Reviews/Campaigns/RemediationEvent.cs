namespace AccessGovernance.Domain.Reviews.Campaigns;

// These records are a storage format: their JSON is kept for ever (see the event catalogue). A new shape is a new record and a new name.

/// <summary>What is to be done to the access of a case.</summary>
public enum RemediationAction
{
    Revoke = 1,
    Suspend = 2,

    /// <summary>Another end of validity: done once it is recorded, for it is there to stay.</summary>
    Modify = 3,
}

/// <summary>Everything that can happen to one case. Many cases share a stream, so each event names its item.</summary>
public abstract record RemediationEvent(ItemNumber Item) : ReviewEvent;

/// <param name="At">When the decision became final: later observations alone prove anything, and the time to remediate counts from here.</param>
/// <param name="DueAt">By when the access is to be observed absent.</param>
public sealed record RemediationRequested(ItemNumber Item, RemediationAction Action, Instant At, Instant DueAt) : RemediationEvent(Item);

/// <param name="Reference">What it was sent as: a ticket, a task, a call. By id, never free text about a person.</param>
public sealed record RemediationSent(ItemNumber Item, Instant At, string Reference) : RemediationEvent(Item);

/// <summary>The target system, or whoever fulfils, says that it is done: no proof.</summary>
public sealed record RemediationAcknowledged(ItemNumber Item, Instant At, string Reference) : RemediationEvent(Item);

/// <param name="Error">About the failure, never about people.</param>
public sealed record RemediationFailed(ItemNumber Item, Instant At, string Error) : RemediationEvent(Item);

/// <summary>A complete report of the target system, newer than the request, has the access no more.</summary>
public sealed record AccessObservedAbsent(ItemNumber Item, Instant At) : RemediationEvent(Item);

/// <summary>The access that was revoked still follows from something else.</summary>
/// <param name="Through">The entitlement that confers it.</param>
public sealed record AccessRetained(ItemNumber Item, Instant At, EntitlementId Through) : RemediationEvent(Item);

/// <summary>The access was observed absent, and is there again.</summary>
public sealed record AccessReappeared(ItemNumber Item, Instant At) : RemediationEvent(Item);

/// <summary>The access may stay until an instant, for which a person answers.</summary>
/// <param name="About">Whose access it is: the key of that identity seals the text.</param>
/// <param name="Text">Why.</param>
public sealed record RemediationExcepted(ItemNumber Item, PersonId By, Instant Until, IdentityId About, PersonalText? Text) : RemediationEvent(Item)
{
    public override IdentityId? SubjectOf(int text) => About;

    public override bool CanOpenAccess => true;

    public override DomainEvent MapPersonalText(Func<PersonalText, PersonalText> map) => Text is null ? this : this with { Text = map(Text) };
}
