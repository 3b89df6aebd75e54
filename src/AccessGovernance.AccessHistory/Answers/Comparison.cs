using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

/// <summary>One side of a comparison: an instant, judged in one state of knowledge.</summary>
public sealed record ComparedSide(Instant At, Reading Reading);

/// <summary>Which access is compared; of the three ids at most one is given, and none means everything.</summary>
public sealed record ComparedScope
{
    public EntitlementId? Entitlement { get; init; }

    public IdentityId? Identity { get; init; }

    /// <summary>Entitlements that belong to it on one side at least.</summary>
    public AppId? Application { get; init; }

    /// <summary>What the asker may see; everything else is left out.</summary>
    public required Func<EntitlementId, bool> Visible { get; init; }
}

public enum AccessDifference
{
    Gained = 1,
    Lost = 2,

    /// <summary>Held on both sides; works before only.</summary>
    Suspended = 3,

    /// <summary>Held on both sides; works after only.</summary>
    Resumed = 4,
}

/// <summary>One identity's access to one entitlement that differs between the sides.</summary>
/// <param name="Holding">As on the side on which it is held; on both: as after.</param>
/// <param name="Reason">Why it is not held, or does not work, on the other side.</param>
/// <param name="Application">Of the entitlement, on the side of <paramref name="Holding"/>.</param>
public sealed record AccessChange(AccessDifference Difference, Holding Holding, CheckReason Reason, AppId? Application);

/// <summary>Changes in the order of entitlements, then identities, by the bytes of their ids.</summary>
/// <param name="Complete">False when the page's limit cut changes off; ask again after the last one.</param>
public sealed record ComparisonAnswer(AnswerBasis Before, AnswerBasis After, IReadOnlyList<AccessChange> Rows, bool Complete);

/// <summary>One holder that was seen with an entitlement on one side and not on the other.</summary>
/// <param name="Difference">Gained or lost: what is seen is neither suspended nor resumed.</param>
/// <param name="Holding">As on the side on which it was seen.</param>
public sealed record ObservedChange(AccessDifference Difference, ObservedHolding Holding);

/// <summary>One holder of which something differs in a layer, each told apart; at least one is not null.</summary>
/// <param name="Application">Of the entitlement, on the side on which it is held; null for what nobody defined.</param>
public sealed record LayeredChange(AccessChange? Decided, ObservedChange? Observed, AppId? Application)
{
    /// <summary>Its identity's id, or the place of an orphan.</summary>
    public string Holder => Decided?.Holding.Identity.Value ?? Observed!.Holding.Holder;

    public EntitlementId Entitlement => Decided?.Holding.Entitlement ?? Observed!.Holding.Entitlement;
}

/// <summary>What one side rests on.</summary>
/// <param name="Coverage">Of every application whose reports it rests on.</param>
public sealed record LayeredBasis(AnswerBasis Decided, IReadOnlyList<ObservedCoverage> Coverage);

/// <summary>Rows as those of <see cref="ComparisonAnswer"/>, of more than one layer; accounts of nobody known come before identities.</summary>
public sealed record LayeredComparison(LayeredBasis Before, LayeredBasis After, IReadOnlyList<LayeredChange> Rows, bool Complete);
