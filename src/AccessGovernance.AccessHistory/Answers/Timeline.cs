using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

public enum TimelineChange
{
    Registered = 1,
    Granted = 2,
    Revoked = 3,
    Corrected = 4,
    Voided = 5,
    Linked = 6,
    LinkEnded = 7,
    Suspended = 8,
    Resumed = 9,
    Terminated = 10,
    TerminationWithdrawn = 11,
    Reinstated = 12,
}

/// <summary>Where an imported record comes from.</summary>
/// <param name="Source">Null while the start of its block is not known.</param>
/// <param name="FileHash">SHA-256 of the file, in hexadecimal.</param>
public sealed record Provenance(string? Source, string? FileHash, Guid Block, long Row, Instant SourceRecordedAt);

/// <summary>One record about an identity.</summary>
public sealed record TimelineEntry
{
    public required long Position { get; init; }

    public required Instant RecordedAt { get; init; }

    public required string Actor { get; init; }

    public required TimelineChange Change { get; init; }

    public Provenance? Import { get; init; }

    /// <summary>What the record made of the grant's or link's validity; of a void one, what it was.</summary>
    public Period? Validity { get; init; }

    /// <summary>From when a change of status counts.</summary>
    public Instant? At { get; init; }

    public GrantId? Grant { get; init; }

    public EntitlementId? Entitlement { get; init; }

    public Cause? Cause { get; init; }

    public LinkId? Link { get; init; }

    public LinkedPerson? Person { get; init; }
}

/// <summary>Records in log order.</summary>
/// <param name="Complete">False when the limit cut records off; ask again after the last position.</param>
public sealed record TimelineAnswer(Reading Reading, IReadOnlyList<TimelineEntry> Entries, bool Complete);

/// <param name="After">Only records after this position; 0 from the start.</param>
/// <param name="Limit">Records at most; at least 1.</param>
public sealed record TimelinePage(long After, int Limit)
{
    public static TimelinePage All { get; } = new(0, int.MaxValue);
}
