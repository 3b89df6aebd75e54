using System.Collections.Immutable;

namespace AccessGovernance.Domain.Reviews.Campaigns;

/// <summary>A grant that the access of a case follows from, as known when the case is carried out.</summary>
/// <param name="RecordedTime">When it was recorded as it stands now.</param>
public readonly record struct FoundGrant(GrantId Grant, EntitlementId Entitlement, Period Validity, CauseKind Cause, Instant RecordedTime);

/// <summary>
/// What gives access a new end of validity and nothing else: grants that reach beyond it end there, those that would begin at or after it are withdrawn,
/// and one is prolonged only where none reaches it. What was granted or changed after the decision was decided by somebody else and stays. The past stays
/// too: an end that is over by now takes effect now.
/// </summary>
/// <param name="End">Never before the instant at which this was found.</param>
/// <param name="Ended">Grants that end then at the latest; one that begins later is void with that.</param>
/// <param name="Prolonged">The grant that is to last until then; null where none is.</param>
public sealed record NewEnd(Instant End, ImmutableArray<FoundGrant> Ended, FoundGrant? Prolonged)
{
    /// <param name="grants">All that hold now or later.</param>
    /// <param name="until">The end that was decided.</param>
    /// <param name="decidedAt">When that was final.</param>
    public static NewEnd Of(IReadOnlyCollection<FoundGrant> grants, Instant until, Instant decidedAt, Instant now)
    {
        ArgumentNullException.ThrowIfNull(grants);
        var end = Instant.Max(until, now);
        var beyond = grants.Where(g => g.RecordedTime <= decidedAt && g.Validity.Until > end).ToImmutableArray();
        return new(end, beyond, grants.Any(g => g.Validity.Until >= end) ? null : Longest(grants, decidedAt, now));
    }

    // Access that was taken in an emergency is not for anybody to make lasting.
    private static FoundGrant? Longest(IReadOnlyCollection<FoundGrant> grants, Instant decidedAt, Instant now) => grants
        .Where(g => g.RecordedTime <= decidedAt && g.Cause != CauseKind.BreakGlass && g.Validity.Contains(now))
        .OrderByDescending(g => g.Validity.Until).ThenBy(g => g.Grant.Value).Select(g => (FoundGrant?)g).FirstOrDefault();
}
