using System.Collections.Immutable;
using AccessGovernance.Domain.Entitlements;

namespace AccessGovernance.Domain.Snapshots;

// The event records are a storage format: their JSON is kept for ever (see the event catalogue).

/// <summary>Which rows a snapshot has: those that pass every list that is not empty. By ids only.</summary>
/// <param name="Applications">Of the entitlement, as of the snapshot's instant.</param>
/// <param name="Within">
/// Applications that the taker's scope was limited to, of the entitlement as of <paramref name="WithinAt"/>; empty for no limit.
/// </param>
public sealed record SnapshotFilter(
    ImmutableArray<AppId> Applications, ImmutableArray<EntitlementId> Entitlements, ImmutableArray<EntitlementKind> Kinds,
    ImmutableArray<IdentityId> Identities, ImmutableArray<AppId> Within, Instant WithinAt)
{
    public bool Equals(SnapshotFilter? other) => other is not null && WithinAt == other.WithinAt && Applications.SequenceEqual(other.Applications)
        && Entitlements.SequenceEqual(other.Entitlements) && Kinds.SequenceEqual(other.Kinds) && Identities.SequenceEqual(other.Identities)
        && Within.SequenceEqual(other.Within);

    public override int GetHashCode() => HashCode.Combine(Applications.Length, Entitlements.Length, Identities.Length, WithinAt);
}

/// <summary>Everything that the rows of a snapshot follow from: the same history gives the same rows for ever.</summary>
/// <param name="Position">What we had recorded up to here counts.</param>
/// <param name="SourceKnownAt">Set where imported rows count by their source's clock: what it had recorded by then.</param>
/// <param name="ReadPosition">The end of the history for this snapshot; imported rows up to here count on their source's clock.</param>
/// <param name="Effective">Access along conferrals included.</param>
/// <param name="Format">Version of the canonical rows that the hash is taken over.</param>
public sealed record SnapshotDefinition(
    Instant ValidAt, long Position, Instant? SourceKnownAt, long ReadPosition, bool Effective, SnapshotFilter Filter, int Format)
{
    public const int PresentFormat = 1;
}

/// <summary>Everything that is recorded of snapshots.</summary>
public abstract record SnapshotEvent : DomainEvent;

/// <param name="DisplayName">About the snapshot, never about people.</param>
/// <param name="Sha256">Over the canonical rows, 64 hexadecimal digits.</param>
public sealed record SnapshotTaken(SnapshotId Snapshot, string DisplayName, SnapshotDefinition Definition, long Rows, string Sha256) : SnapshotEvent
{
    /// <summary>It opens nothing; but its request id names the snapshot, and must name the same one for ever.</summary>
    public override bool CanOpenAccess => true;
}
