using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>Which application an entitlement belongs to at an instant, and whether that application was governed then.</summary>
internal static class CoverageFinding
{
    /// <summary>Of the placements known, the latest one that has begun; the definition's where none is known yet.</summary>
    public static ApplicationNode? ApplicationOf(View view, EntitlementNode entitlement, Instant at)
    {
        if (entitlement.OnlyApplication is { } only)
            return only;
        var placements = entitlement.Placements.Published;
        if (placements.IsEmpty)
            return null;
        var best = placements[0];
        foreach (ref readonly var placement in placements)
        {
            if (placement.From <= at && placement.From >= best.From && view.Seen.Sees(placement.Mark))
                best = placement;
        }
        return view.Index.Applications[best.Application];
    }

    /// <summary>
    /// From when on an application is governed. On the source's clock the statement is ours and newer than what it speaks of: where none
    /// was known yet, the first one recorded counts.
    /// </summary>
    public static Instant? GovernedFrom(View view, ApplicationNode application, Reading reading)
    {
        var records = application.Governed.Published;
        for (var i = records.Length - 1; i >= 0; i--)
        {
            if (view.Seen.Sees(records[i].Mark))
                return records[i].From;
        }
        var first = records.IsEmpty || reading.KnownBy != KnownBy.Source || records[0].Mark.Position > reading.ReadPosition;
        return first ? null : records[0].From;
    }

    public static Coverage Of(View view, ApplicationNode application, Instant at, Reading reading)
    {
        var governed = GovernedFrom(view, application, reading);
        // Most questions are answered alike.
        if (application.LatestCoverage is { } told && told.GovernedFrom == governed && told.Covered == governed <= at)
            return told;
        return application.LatestCoverage = new Coverage(new AppId(application.Id), governed, governed <= at);
    }

    /// <summary>The application of one entitlement, if it is known.</summary>
    public static Coverage[] Of(View view, EntitlementNode entitlement, Instant at, Reading reading) =>
        ApplicationOf(view, entitlement, at) is { } application ? [Of(view, application, at, reading)] : [];

    /// <summary>The applications of all entitlements that were reached, the start's first.</summary>
    public static IReadOnlyList<Coverage> Of(View view, Reach paths, Instant at, Reading reading) =>
        Of(view, [.. paths.Nodes], at, reading);

    /// <summary>The applications of some entitlements, each once and in their order.</summary>
    public static IReadOnlyList<Coverage> Of(View view, ReadOnlySpan<int> entitlements, Instant at, Reading reading)
    {
        if (entitlements.Length == 1)
            return Of(view, view.Index.Entitlements[entitlements[0]], at, reading);
        using var seen = OrdinalSet.Rent(view.Index.Applications.Count);
        var coverage = new List<Coverage>();
        foreach (var entitlement in entitlements)
        {
            if (ApplicationOf(view, view.Index.Entitlements[entitlement], at) is { } application && seen.TryAdd(application.Ordinal))
                coverage.Add(Of(view, application, at, reading));
        }
        seen.DrainCount();
        return coverage;
    }
}
