using AccessGovernance.AccessHistory.Evaluation;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

public sealed partial class HistoryReader
{
    /// <summary>Holders, grants and revocations of an entitlement, bucket by bucket.</summary>
    /// <param name="buckets">As <see cref="TrendCalendar"/> gives them; at least one.</param>
    /// <returns>Null when the entitlement is not defined at the read position.</returns>
    public TrendAnswer? GetTrend(EntitlementId entitlement, IReadOnlyList<Period> buckets, Reading reading)
    {
        ArgumentNullException.ThrowIfNull(buckets);
        ArgumentNullException.ThrowIfNull(reading);
        if (Find(entitlement, reading) is not { } asked)
            return null;
        var view = ViewOf(reading);
        var trend = new TrendFinding(view, new(buckets));
        trend.Add(asked, _ => true);
        return new TrendAnswer(
            new AnswerBasis(reading, CoverageFinding.Of(view, asked, buckets[0].From, reading)),
            trend.Buckets(at => CoverageFinding.ApplicationOf(view, asked, at) is { } app && CoverageFinding.Of(view, app, at, reading).Covered));
    }

    /// <summary>The same of everything that an application has, each entitlement while it belongs to it.</summary>
    /// <param name="visible">What the asker may see; everything else is left out.</param>
    /// <returns>Null when the application is not defined at the read position.</returns>
    public TrendAnswer? GetTrend(
        AppId application, IReadOnlyList<Period> buckets, Reading reading, Func<EntitlementId, bool> visible, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(buckets);
        ArgumentNullException.ThrowIfNull(reading);
        ArgumentNullException.ThrowIfNull(visible);
        if (Find(application, reading) is not { } asked)
            return null;
        var view = ViewOf(reading);
        var trend = new TrendFinding(view, new(buckets));
        foreach (var entitlement in EntitlementsInOrder(null))
        {
            cancellation.ThrowIfCancellationRequested();
            if (WasEverIn(entitlement, asked) && visible(IdOf(entitlement)))
                trend.Add(entitlement, at => CoverageFinding.ApplicationOf(view, entitlement, at) == asked);
        }
        return new TrendAnswer(
            new AnswerBasis(reading, [CoverageFinding.Of(view, asked, buckets[0].From, reading)]),
            trend.Buckets(at => CoverageFinding.Of(view, asked, at, reading).Covered));
    }

    private static bool WasEverIn(EntitlementNode entitlement, ApplicationNode application)
    {
        foreach (var placement in entitlement.Placements.Published)
        {
            if (placement.Application == application.Ordinal)
                return true;
        }
        return false;
    }
}
