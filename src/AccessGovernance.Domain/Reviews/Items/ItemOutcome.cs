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
/// <param name="Removes">Of <see cref="OutcomeKind.Revoked"/> and <see cref="OutcomeKind.Suspended"/>.</param>
public readonly record struct ItemOutcome(OutcomeKind Kind, bool BySilence, Instant? Until, Removal Removes)
{
    public static readonly ItemOutcome Open;

    public static readonly ItemOutcome Certified = new(OutcomeKind.Certified, false, null, Removal.None);

    public static readonly ItemOutcome Revoked = new(OutcomeKind.Revoked, false, null, Removal.Grant);

    public static ItemOutcome Modified(Instant until) => new(OutcomeKind.Modified, false, until, Removal.None);

    public static ItemOutcome Silent(OutcomeKind kind) => new(kind, true, null,
        kind is OutcomeKind.Revoked or OutcomeKind.Suspended ? Removal.Grant : Removal.None);
}
