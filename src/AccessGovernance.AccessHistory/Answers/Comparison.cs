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
