using AccessGovernance.AccessHistory.Evaluation;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

public sealed partial class HistoryReader
{
    /// <summary>Holders of an entitlement in one of the layers asked for, bucket by bucket.</summary>
    /// <param name="buckets">As <see cref="TrendCalendar"/> gives them; at least one.</param>
    /// <returns>Null when the entitlement is neither defined nor was ever reported up to the read position.</returns>
    /// <exception cref="ArgumentException">The reading is of more than one state of knowledge.</exception>
    public LayeredTrend? GetTrendIn(AskedLayer layer, EntitlementId entitlement, IReadOnlyList<Period> buckets, Reading reading)
    {
        RequireOneState(reading);
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(buckets);
        var within = WithinOf(layer, entitlement, reading);
        if (!IsKnown(entitlement, reading, within))
            return null;
        var (view, axis) = (ViewOf(reading), new BucketAxis(buckets));
        var trend = new LayeredTrendFinding(view, axis);
        var asked = Find(entitlement, reading);
        if (asked is not null)
            trend.Entitled.Add(asked, _ => true);
        trend.AddSeen(Observing(reading, within).Holders(entitlement.Value, axis.Hull), _ => true);
        return new LayeredTrend(
            new AnswerBasis(reading, asked is null ? [] : CoverageFinding.Of(view, asked, axis.Hull.From, reading)),
            Coverage(entitlement, axis.Hull, reading, within),
            trend.Buckets(
                layer.Layer,
                at => asked is not null && CoverageFinding.ApplicationOf(view, asked, at) is { } app && CoverageFinding.Of(view, app, at, reading).Covered,
                at => Coverage(entitlement, Period.At(at), reading, within) is { Count: > 0 } reports && reports.All(r => r.Covered)));
    }

    /// <summary>The same of everything that an application has, and of what it reports and nobody defined.</summary>
    /// <param name="visible">What the asker may see of what is defined; the rest is left out.</param>
    /// <returns>Null when the application is not defined at the read position.</returns>
    /// <exception cref="ArgumentException">The reading is of more than one state of knowledge.</exception>
    public LayeredTrend? GetTrendIn(
        AccessLayer layer, AppId application, IReadOnlyList<Period> buckets, Reading reading, Func<EntitlementId, bool> visible, CancellationToken cancellation)
    {
        RequireOneState(reading);
        ArgumentNullException.ThrowIfNull(buckets);
        ArgumentNullException.ThrowIfNull(visible);
        if (Find(application, reading) is not { } asked)
            return null;
        var (view, axis) = (ViewOf(reading), new BucketAxis(buckets));
        var trend = new LayeredTrendFinding(view, axis);
        var defined = Observing(reading, null);
        foreach (var entitlement in EntitlementsInOrder(null).Where(e => WasEverIn(e, asked) && visible(IdOf(e))))
        {
            cancellation.ThrowIfCancellationRequested();
            bool Counts(Instant at) => CoverageFinding.ApplicationOf(view, entitlement, at) == asked;
            trend.Entitled.Add(entitlement, Counts);
            trend.AddSeen(defined.Holders(entitlement.Id, axis.Hull), Counts);
        }
        var undefined = Observing(reading, a => a == application);
        foreach (var entitlement in UndefinedOf(application, reading))
        {
            cancellation.ThrowIfCancellationRequested();
            trend.AddSeen(undefined.Holders(entitlement, axis.Hull), _ => true);
        }
        return new LayeredTrend(
            new AnswerBasis(reading, [CoverageFinding.Of(view, asked, axis.Hull.From, reading)]), [CoverageOf(application, axis.Hull, reading)],
            trend.Buckets(
                layer, at => CoverageFinding.Of(view, asked, at, reading).Covered, at => CoverageOf(application, Period.At(at), reading).Covered));
    }

    private IEnumerable<string> UndefinedOf(AppId application, Reading reading) =>
        (index.Observed.Source(application.Value)?.Entitlements.Published.ToArray() ?? []).Where(e => Find(new EntitlementId(e), reading) is null);
}
