using AccessGovernance.Domain;
using AccessGovernance.Domain.Observations;

namespace AccessGovernance.AccessHistory;

/// <summary>What an answer is about.</summary>
public enum AccessLayer
{
    /// <summary>What was decided.</summary>
    Entitled = 1,

    /// <summary>What target systems reported.</summary>
    Observed = 2,

    /// <summary>Either, each told apart.</summary>
    Any = 3,
}

/// <summary>Which layer is asked for.</summary>
/// <param name="Within">Whose reports count of what nobody defined, which belongs to no application; null for those of all.</param>
public sealed record AskedLayer(AccessLayer Layer, Func<AppId, bool>? Within);

/// <summary>How far the reports of an application reach.</summary>
/// <param name="ObservedFrom">Its first complete report inside or before the period asked about; null when there is none.</param>
/// <param name="ReportedAt">
/// Up to here nothing is missing: the last complete full one, or a complete delta with only complete ones since that. What other syncs name
/// shows in answers about later instants.
/// </param>
/// <param name="Covered">False when the first instant asked about lies before the first complete report: "not known", never "nobody".</param>
public sealed record ObservedCoverage(AppId Application, Instant? ObservedFrom, Instant? ReportedAt, bool Covered);

/// <summary>One account that was seen to hold something.</summary>
/// <param name="Account">Keyed hash of what the application calls it.</param>
/// <param name="Entitlement">What it held; another than asked about when that contains it.</param>
/// <param name="Validity">From the first report that has it until the first that names the account without it, or is whole and does not.</param>
/// <param name="LastUsed">As reported.</param>
/// <param name="RecordedAt">Position of the report that had it first.</param>
public sealed record Observation(
    AppId Application, Guid Account, EntitlementId Entitlement, Period Validity, Instant? LastUsed, long RecordedAt);

/// <summary>An identity, or an account that belongs to nobody known, that was seen to have an entitlement.</summary>
/// <param name="Identity">Null for an orphan: then there is one account.</param>
/// <param name="Spans">When, inside the period asked about: in order, disjoint.</param>
public sealed record ObservedHolding(
    IdentityId? Identity, EntitlementId Entitlement, IReadOnlyList<Period> Spans, IReadOnlyList<Observation> Observations)
{
    /// <summary>Its place among holders: orphans come first, because no id begins with a control character.</summary>
    public string Holder => Identity?.Value ?? $"\u0001{Observations[0].Application}\u0001{Observations[0].Account:N}";
}

/// <summary>A holder in both layers; at least one is not null.</summary>
public sealed record LayeredHolding(Holding? Entitled, ObservedHolding? Observed)
{
    /// <summary>Its identity's id, or the place of an orphan.</summary>
    public string Holder => Entitled?.Identity.Value ?? Observed!.Holder;

    public EntitlementId Entitlement => Entitled?.Entitlement ?? Observed!.Entitlement;
}

/// <summary>Rows as those of <see cref="HoldingsAnswer"/>, of more than one layer.</summary>
/// <param name="Coverage">Of every application whose reports the answer rests on.</param>
public sealed record LayeredAnswer(
    AnswerBasis Basis, IReadOnlyList<ObservedCoverage> Coverage, IReadOnlyList<LayeredHolding> Rows, bool Complete);

/// <summary>Whether something was seen.</summary>
/// <param name="Coverage">Of every application whose reports the answer rests on.</param>
public sealed record SeenAnswer(bool Held, IReadOnlyList<ObservedCoverage> Coverage);

/// <summary>When access was last used.</summary>
/// <param name="At">As reported; null when no report said.</param>
public sealed record LastUse(Instant? At);

/// <summary>A report as of which nothing is missing: a whole one, or a delta with only whole ones since that.</summary>
/// <param name="TakenAt">What it says was so then.</param>
/// <param name="Position">Where its end is recorded; from there on it is known.</param>
public sealed record CompletedReport(AppId Application, Guid Sync, Instant TakenAt, long Position);

/// <summary>What the latest complete report of an application says of one identity's access.</summary>
/// <param name="Present">Whether the identity had it, by itself or by what contains it, when the report was taken.</param>
/// <param name="SeenLater">Whether a later report, that is not complete or not over, names it again.</param>
public sealed record ObservedPresence(CompletedReport Report, bool Present, bool SeenLater);

/// <summary>How the two layers differ.</summary>
public enum DriftKind
{
    HeldNotGranted = 1,
    GrantedNotHeld = 2,
}

/// <summary>What is compared.</summary>
/// <param name="Only">One kind of difference; null for both.</param>
public sealed record AskedDrift(AppId Application, DriftKind? Only);

/// <summary>Access that is in one layer only.</summary>
/// <param name="Observed">What was seen; null for what was granted and not seen.</param>
public sealed record Drift(DriftKind Kind, IdentityId Identity, EntitlementId Entitlement, ObservedHolding? Observed);

/// <summary>Where what an application holds differs from what was decided.</summary>
/// <param name="Coverage">Both layers were compared at its <see cref="ObservedCoverage.ReportedAt"/>; null there means not known.</param>
/// <param name="Rows">By the bytes of the entitlement's id, then of the identity's.</param>
public sealed record DriftAnswer(Reading Reading, ObservedCoverage Coverage, IReadOnlyList<Drift> Rows, bool Complete)
{
    /// <summary>
    /// Of the application, and of those that confer what was looked at, at the instant of the comparison: where one is not covered, nothing is
    /// called held and not granted. Empty when nothing was compared.
    /// </summary>
    public IReadOnlyList<Coverage> Entitled { get; init; } = [];
}

/// <summary>An account that belonged to nobody known.</summary>
/// <param name="RecordedAt">Position of the report that names the account.</param>
public sealed record Orphan(Guid Account, Period Validity, Instant? LastUsed, IReadOnlyList<EntitlementId> Holds, long RecordedAt);

/// <summary>What an account of nobody known had at an instant.</summary>
/// <param name="Holds">Defined entitlements alone, in order; perhaps none.</param>
public sealed record UnownedAccess(AppId Application, Guid Account, IReadOnlyList<UnownedHolding> Holds);

/// <summary>One entitlement that such an account had.</summary>
/// <param name="Entitlement">Its place in <see cref="AccessOfAll"/>.</param>
/// <param name="Direct">It was reported to hold it itself.</param>
/// <param name="Through">What it was reported to hold and what contains this one in that system, in order; defined or not.</param>
/// <param name="Since">From when on it was seen to have it without a break.</param>
/// <param name="LastUsed">As reported.</param>
public sealed record UnownedHolding(int Entitlement, bool Direct, IReadOnlyList<EntitlementId> Through, Instant Since, Instant? LastUsed);

/// <summary>An account that belonged to nobody known, and what is known of it since.</summary>
/// <param name="CalledLikeIt">Identities of which an account of that application is, or was, called like it.</param>
/// <param name="Nameless">One of these was forgotten: the same account has another key when it is reported again.</param>
public sealed record UnownedAccount(Guid Key, IReadOnlyList<IdentityId> CalledLikeIt, bool Nameless);

public sealed record OrphansAnswer(Reading Reading, ObservedCoverage Coverage, IReadOnlyList<Orphan> Rows, bool Complete);

/// <summary>One sync of an application.</summary>
/// <param name="Outcome">Null while it is open.</param>
public sealed record SyncRecord(Guid Sync, SyncKind Kind, Instant TakenAt, Instant RecordedAt, SyncOutcome? Outcome)
{
    public long Accounts { get; init; }
    public long Holdings { get; init; }
    public long Refused { get; init; }

    /// <summary>Why it was reported so late; null where it was not.</summary>
    public string? Reason { get; init; }
}

public sealed record SyncsAnswer(Reading Reading, ObservedCoverage Coverage, IReadOnlyList<SyncRecord> Rows, bool Complete);
