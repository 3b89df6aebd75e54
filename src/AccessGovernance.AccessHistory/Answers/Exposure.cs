using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

/// <summary>Whose access is looked at, and from when on it should have been gone.</summary>
/// <param name="Since">Null for the last termination that is known.</param>
/// <param name="Until">What comes later is not looked at.</param>
public sealed record AskedExposure(IdentityId Identity, Instant? Since, Instant Until);

/// <summary>
/// How long one entitlement went on working after an instant at which it should have been gone. The three lists of spans lie between that instant and
/// the end of what was asked about; each is in order, and none overlaps another. Where all are empty, reports say that it was gone in time.
/// </summary>
/// <param name="Application">Whose reports say so; null for what belongs to no application and was never reported.</param>
public sealed record Exposure(EntitlementId Entitlement, AppId? Application)
{
    /// <summary>When it ended by what was decided, as known at the reading; null where it was never decided, forever where no end is.</summary>
    public Instant? EntitledUntil { get; init; }

    /// <summary>When it was gone by what was reported; forever where it was seen last and not yet absent, null where it was never seen since.</summary>
    public Instant? ObservedUntil { get; init; }

    /// <summary>
    /// From when on it was known here that it ends then: the recording time of the last record that made it so. That instant itself, where
    /// the end was planned; null where no end was recorded.
    /// </summary>
    public Instant? ToldAt { get; init; }

    /// <summary>It worked, and nobody had said yet that it was to end.</summary>
    public IReadOnlyList<Period> LateBySource { get; init; } = [];

    /// <summary>It worked, though it was known that it had ended, or was never to be.</summary>
    public IReadOnlyList<Period> LateByUs { get; init; } = [];

    /// <summary>No complete report covers it.</summary>
    public IReadOnlyList<Period> NotKnown { get; init; } = [];
}

/// <param name="Since">From when on all of it should have been gone; null, with no rows, where none was given and no termination is known.</param>
/// <param name="Rows">Sorted by the bytes of the entitlement's id, then of the application's.</param>
/// <param name="Coverage">Of the applications of the rows.</param>
public sealed record ExposureAnswer(
    Reading Reading, Instant? Since, IReadOnlyList<Exposure> Rows, IReadOnlyList<ObservedCoverage> Coverage, bool Complete);
