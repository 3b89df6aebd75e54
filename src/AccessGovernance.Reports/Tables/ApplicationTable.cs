using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.Reports.Tables;

/// <summary>One campaign, application by application: what an owner of one has to answer for.</summary>
internal static class ApplicationTable
{
    private static readonly IReadOnlyList<ReportColumn<(string Application, CampaignFigures Figures)>> Columns =
        [new("application", r => r.Application), .. FigureColumns.Of<(string Application, CampaignFigures Figures)>(r => r.Figures)];

    public static async Task<TableMade> Write(LaunchedCampaign campaign, TableTarget target, CancellationToken cancellation)
    {
        var applications = new SortedDictionary<string, CampaignFigures>(StringComparer.Ordinal);
        await foreach (var trail in campaign.Items(cancellation))
        {
            if (!applications.TryGetValue(trail.Frozen.Application.Value, out var figures))
                applications[trail.Frozen.Application.Value] = figures = new(target.RecordedAt);
            figures.Add(trail);
        }
        var asked = new TableAsked(
            $"campaign {campaign.History.Campaign}, by application, as recorded up to position {target.Position}", campaign.Basis.ValidAt);
        await using var table = await TableWriter<(string Application, CampaignFigures Figures)>.Begin(target, Columns, asked, jsonHasRows: true);
        foreach (var (application, figures) in applications)
            await table.Write((application, figures));
        return await table.End(null);
    }
}

/// <summary>What items come to, as columns: the same of an application and of a whole campaign.</summary>
internal static class FigureColumns
{
    public static IReadOnlyList<ReportColumn<T>> Of<T>(Func<T, CampaignFigures> figures)
    {
        return
        [
            Count("items", f => f.Items),
            Count("open", f => f.Of(OutcomeKind.Open)),
            Count("certified", f => f.Of(OutcomeKind.Certified)),
            Count("modified", f => f.Of(OutcomeKind.Modified)),
            Count("suspended", f => f.Of(OutcomeKind.Suspended)),
            Count("revoked", f => f.Of(OutcomeKind.Revoked)),
            Count("kept_not_reviewed", f => f.Of(OutcomeKind.Kept)),
            Count("by_silence", f => f.BySilence),
            Count("without_reviewer", f => f.WithoutReviewer),
            Count("answers", f => f.Answers),
            Count("in_bulk", f => f.InBulk),
            Count("changes_of_mind", f => f.ChangesOfMind),
            Count("delegations", f => f.Delegations),
            Count("recommendation_shown", f => f.RecommendationShown),
            Count("recommendation_followed", f => f.RecommendationFollowed),
            Count("cases", f => f.Cases.Values.Sum()),
            Count("open_cases", f => f.OpenCases),
            Count("overdue_cases", f => f.Overdue),
            Count("observed_absent", f => f.Cases.GetValueOrDefault(CaseState.ObservedAbsent)),
            Count("exceptions", f => f.Exceptions),
            new("median_hours_until_observed_absent", r => Shown.Hours(figures(r).MedianRemediation), IsNumber: true),
            new("p90_hours_until_observed_absent", r => Shown.Hours(figures(r).NinetiethRemediation), IsNumber: true),
        ];

        ReportColumn<T> Count(string name, Func<CampaignFigures, long> count) => new(name, r => Shown.Number(count(figures(r))), IsNumber: true);
    }
}
