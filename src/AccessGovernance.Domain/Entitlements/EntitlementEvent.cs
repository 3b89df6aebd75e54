namespace AccessGovernance.Domain.Entitlements;

// These records are a storage format: their JSON is kept for ever (see the event catalogue). A new shape is a new record and a new name.

public enum EntitlementKind
{
    Permission = 1,
    Role = 2,
    Group = 3,
    ApplicationAccess = 4,
    Licence = 5,
    Device = 6,
}

public enum Risk
{
    Low = 1,
    Medium = 2,
    High = 3,
    Critical = 4,
}

/// <summary>What the business says of an entitlement. Owned by a person; the description is about the entitlement, never about people.</summary>
public sealed record EntitlementProfile(string DisplayName, string Description, PersonId? Owner, Risk Risk);

/// <summary>Everything that can happen to one entitlement.</summary>
public abstract record EntitlementEvent : DomainEvent;

/// <param name="Capacity">Number of seats: how many direct grants may overlap at any instant. Null for no bound.</param>
public sealed record EntitlementDefined(EntitlementKind Kind, AppId Application, EntitlementProfile Profile, int? Capacity)
    : EntitlementEvent;

public sealed record EntitlementChanged(EntitlementProfile Profile, int? Capacity) : EntitlementEvent;

/// <summary>Belongs to another application from an instant on.</summary>
public sealed record EntitlementMoved(AppId Application, Instant From, string? Reason) : EntitlementEvent;

public sealed record EntitlementRetired(Instant At, string? Reason) : EntitlementEvent;

/// <summary>A seat is held for a grant that is about to be recorded; the reservation's id is the grant's.</summary>
public sealed record SeatReserved(GrantId Grant, IdentityId Identity, Period Validity) : EntitlementEvent;

/// <param name="Validity">The validity that the grant has in the end; null when there is no such grant and the seat is free.</param>
public sealed record SeatSettled(GrantId Grant, Period? Validity) : EntitlementEvent;
