namespace AccessGovernance.Domain.Entitlements;

/// <summary>Everything that can be asked of one entitlement.</summary>
public abstract record EntitlementCommand;

public sealed record DefineEntitlement(EntitlementKind Kind, AppId Application, EntitlementProfile Profile, int? Capacity)
    : EntitlementCommand;

/// <summary>Changes what is not null.</summary>
public sealed record ChangeEntitlement(string? DisplayName, string? Description, PersonId? Owner, Risk? Risk, int? Capacity) : EntitlementCommand;

public sealed record MoveEntitlement(AppId Application, Instant From, string? Reason) : EntitlementCommand;

public sealed record RetireEntitlement(Instant At, string? Reason) : EntitlementCommand;

/// <summary>Asks whether a grant may be recorded; takes a seat where seats are counted.</summary>
public sealed record AdmitGrant(GrantId Grant, IdentityId Identity, Period Validity) : EntitlementCommand;

/// <summary>States what became of a grant, so that its seat is held for just as long. Safe to repeat.</summary>
public sealed record SettleSeat(GrantId Grant, Period? Validity) : EntitlementCommand
{
    /// <summary>Where the seat was last asked for, as far as whoever settles knows: one that was asked for since is left as it is.</summary>
    public long? Reserved { get; init; }
}

/// <summary>What others must know of an entitlement to decide: whether it exists, where it belongs today, and what bounds it.</summary>
public sealed record EntitlementFacts(bool IsDefined, AppId? Application, Instant? RetiredAt, int? Capacity)
{
    /// <summary>True when each grant must ask the entitlement first.</summary>
    public bool AdmitsConditionally => RetiredAt is not null || Capacity is not null;
}
