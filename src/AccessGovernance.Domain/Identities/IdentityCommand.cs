using System.Collections.Immutable;

namespace AccessGovernance.Domain.Identities;

/// <summary>Everything that can be asked of one identity.</summary>
public abstract record IdentityCommand
{
    /// <summary>True when repeating it later could open or prolong access.</summary>
    public virtual bool CanOpenAccess => false;

    /// <summary>True when it decides about access, which nobody does about their own.</summary>
    public virtual bool DecidesAccess => true;
}

public sealed record RegisterIdentity(IdentityKind Kind, bool Synthetic, ImmutableSortedDictionary<string, PersonalText?> Attributes)
    : IdentityCommand
{
    public override bool DecidesAccess => false;
}

public sealed record MarkSynthetic(bool Synthetic) : IdentityCommand;

/// <summary>Decides access: by their attributes reviews find whose access they are about, and who reviews it.</summary>
public sealed record ChangeAttributes(ImmutableSortedDictionary<string, PersonalText?> Attributes, Instant From, PersonalText? Reason)
    : IdentityCommand;

public sealed record LinkIdentity(LinkId Link, PersonId Person, LinkRole Role, Period Validity, PersonalText? Reason) : IdentityCommand;

public sealed record EndLink(LinkId Link, Instant Until, PersonalText? Reason) : IdentityCommand;

public sealed record SuspendIdentity(Instant From, PersonalText? Reason) : IdentityCommand;

public sealed record ResumeIdentity(Instant From, PersonalText? Reason) : IdentityCommand
{
    public override bool CanOpenAccess => true;
}

public sealed record TerminateIdentity(Instant At, CivilDate? Stated, PersonalText? Reason) : IdentityCommand;

public sealed record WithdrawTermination(PersonalText? Reason) : IdentityCommand
{
    public override bool CanOpenAccess => true;
}

public sealed record ReinstateIdentity(Instant From, PersonalText? Reason) : IdentityCommand
{
    public override bool CanOpenAccess => true;
}

public sealed record PlaceLegalHold(HoldId Hold, PersonalText? Reason) : IdentityCommand;

public sealed record LiftLegalHold(HoldId Hold, PersonalText? Reason) : IdentityCommand;

public sealed record RequestForgetting : IdentityCommand;

public sealed record ConfirmForgetting : IdentityCommand;

public sealed record GrantAccess(GrantId Grant, EntitlementId Entitlement, Period Validity, Cause Cause, PersonalText? Reason) : IdentityCommand
{
    public override bool CanOpenAccess => true;
}

/// <param name="Entitlement">Must be the grant's own: the caller was authorised for it.</param>
public sealed record RevokeAccess(GrantId Grant, EntitlementId Entitlement, Instant At, PersonalText? Reason) : IdentityCommand;

/// <param name="Validity">The validity that should have been recorded; null when the grant never held.</param>
public sealed record CorrectGrant(GrantId Grant, EntitlementId Entitlement, Period? Validity, PersonalText? Reason) : IdentityCommand
{
    public override bool CanOpenAccess => true;
}

/// <summary>One row of an imported history: opens the fact, or closes the open one.</summary>
public sealed record ImportGrant(GrantId Grant, EntitlementId Entitlement, Instant From, string Source) : IdentityCommand
{
    public override bool CanOpenAccess => true;
}

public sealed record ImportGrantEnd(EntitlementId Entitlement, Instant At, string Source) : IdentityCommand;
