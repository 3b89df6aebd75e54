using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;

namespace AccessGovernance.AccessHistory;

/// <summary>Whether access works or only stands on record until the identity is resumed.</summary>
public enum AccessState
{
    Active = 1,
    Suspended = 2,
}

/// <summary>A grant that access follows from.</summary>
/// <param name="Entitlement">What was granted; another than asked about when it confers that.</param>
/// <param name="Validity">As known, ended by a termination that cut it.</param>
/// <param name="RecordedAt">Position of the grant's own record that the validity comes from, whatever a termination cut.</param>
/// <param name="RecordedTime">Recording time of that position.</param>
/// <param name="SourceRecordedAt">When the source recorded it, if that record was imported.</param>
public sealed record HeldGrant(
    GrantId Grant, EntitlementId Entitlement, Period Validity, Cause Cause, long RecordedAt, Instant RecordedTime, Instant? SourceRecordedAt);

/// <summary>One conferral of a path, with its validity as known.</summary>
public sealed record ConferralStep(ConferralId Conferral, EntitlementId From, EntitlementId To, Period Validity);

/// <summary>A person whom an identity belonged to or was owned by.</summary>
public sealed record LinkedPerson(PersonId Person, LinkRole Role);

/// <summary>One identity that has one entitlement, and why.</summary>
public sealed record Holding
{
    public required IdentityId Identity { get; init; }

    public required EntitlementId Entitlement { get; init; }

    /// <summary>Active when access worked at one instant at least.</summary>
    public required AccessState State { get; init; }

    /// <summary>When it was held, inside the period asked about: in order, disjoint.</summary>
    public required IReadOnlyList<Period> Spans { get; init; }

    public required IReadOnlyList<HeldGrant> Grants { get; init; }

    /// <summary>
    /// A shortest path from a grant to the entitlement, among active instants when there are any; empty when it is granted itself.
    /// </summary>
    public required IReadOnlyList<ConferralStep> Path { get; init; }

    /// <summary>Persons linked while it was held.</summary>
    public required IReadOnlyList<LinkedPerson> Persons { get; init; }

    /// <summary>For <see cref="KnownBy.Ever"/>: held as known at the end of the history. Else true.</summary>
    public required bool HeldAsKnownNow { get; init; }

    /// <summary>For <see cref="KnownBy.Ever"/>: held as known at the first instant asked about. Else true.</summary>
    public required bool HeldAsKnownThen { get; init; }
}
