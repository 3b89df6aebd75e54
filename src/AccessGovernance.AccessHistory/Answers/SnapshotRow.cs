using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

/// <summary>One identity and one entitlement of a snapshot; no other row has the same two.</summary>
/// <param name="EntitlementNumber">The same for the same entitlement, in this process only.</param>
/// <param name="IdentityNumber">The same for the same identity, in this process only.</param>
public readonly record struct SnapshotRow(string Entitlement, int EntitlementNumber, string Identity, int IdentityNumber)
{
    public required AccessState State { get; init; }

    /// <summary>Cause of the direct grant that began first; null for access that follows from conferrals alone.</summary>
    public required CauseKind? Cause { get; init; }

    /// <summary>Of that grant, as known; always for access that follows from conferrals alone.</summary>
    public required Period Validity { get; init; }
}
