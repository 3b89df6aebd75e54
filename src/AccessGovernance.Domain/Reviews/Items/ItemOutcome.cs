namespace AccessGovernance.Domain.Reviews.Items;

/// <summary>What becomes of an item's access, in order of strictness.</summary>
public enum OutcomeKind
{
    Open = 0,

    /// <summary>Kept, not reviewed: nobody decided. Never to be shown as certified.</summary>
    Kept = 1,
    Certified = 2,
    Modified = 3,
    Suspended = 4,
    Revoked = 5,
}

/// <summary>What an item has come to by the end of a stage.</summary>
/// <param name="BySilence">The setting for no response decided, not a reviewer.</param>
/// <param name="Until">The new end of validity, of <see cref="OutcomeKind.Modified"/>.</param>
public readonly record struct ItemOutcome(OutcomeKind Kind, bool BySilence, Instant? Until)
{
    public static readonly ItemOutcome Open;

    public static readonly ItemOutcome Certified = new(OutcomeKind.Certified, false, null);

    public static readonly ItemOutcome Revoked = new(OutcomeKind.Revoked, false, null);

    public static ItemOutcome Modified(Instant until) => new(OutcomeKind.Modified, false, until);

    public static ItemOutcome Silent(OutcomeKind kind) => new(kind, true, null);
}
