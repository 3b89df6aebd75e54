using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.Reports.Tables;

/// <summary>The campaigns of one definition one after the other: whether reviews get better or worse.</summary>
internal static class TrendTable
{
    private static readonly IReadOnlyList<ReportColumn<Row>> Columns =
    [
        new("campaign", r => r.Campaign.History.Campaign.ToString()),
        new("definition_version", r => Shown.Number(r.Campaign.Basis.Version), IsNumber: true),
        new("iteration_of", r => r.Campaign.Basis.IterationOf?.ToString() ?? ""),
        new("status", r => ReportWords.Of(r.Campaign.Status)),
        new("valid_at", r => ItemColumns.Time(r.Campaign.Basis.ValidAt)),
        new("known_at_position", r => Shown.Number(r.Campaign.Basis.Position), IsNumber: true),
        new("launched", r => ItemColumns.Time(r.Campaign.LastOf<CampaignLaunched>())),
        new("review_ended", r => ItemColumns.Time(r.Campaign.LastOf<RemediationBegun>())),
        new("signed_off", r => ItemColumns.Time(r.Campaign.LastOf<ICampaignSignOff>())),
        new("closed", r => ItemColumns.Time(r.Campaign.LastOf<ICampaignClosing>())),
        .. FigureColumns.Of<Row>(r => r.Figures),
        new("reviewers", r => Shown.Number(r.Figures.Reviewers.Count), IsNumber: true),
        new("reciprocal_pairs", r => Shown.Number(r.Figures.Reciprocal.Count), IsNumber: true),
        new("revoked_share", r => Shown.Share(r.Figures.Of(OutcomeKind.Revoked), r.Figures.Items), IsNumber: true),
        new("silence_share", r => Shown.Share(r.Figures.BySilence, r.Figures.Items), IsNumber: true),
        new("bulk_share", r => Shown.Share(r.Figures.InBulk, r.Figures.Answers), IsNumber: true),
        new("followed_share", r => Shown.Share(r.Figures.RecommendationFollowed, r.Figures.RecommendationShown), IsNumber: true),
        new("observed_absent_share", r => AbsentShare(r.Figures.Cases), IsNumber: true),
    ];

    /// <param name="campaigns">In the order of their launches.</param>
    public static async Task<TableMade> Write(
        DefinitionId definition, IReadOnlyList<LaunchedCampaign> campaigns, TableTarget target, CancellationToken cancellation)
    {
        var asked = new TableAsked($"trend over the campaigns of definition {definition}, as recorded up to position {target.Position}", null);
        await using var table = await TableWriter<Row>.Begin(target, Columns, asked, jsonHasRows: true);
        foreach (var campaign in campaigns)
        {
            var figures = new CampaignFigures(target.RecordedAt);
            await foreach (var trail in campaign.Items(cancellation))
                figures.Add(trail);
            await table.Write(new(campaign, figures));
        }
        return await table.End(null);
    }

    private static string AbsentShare(IReadOnlyDictionary<CaseState, long> cases) =>
        Shown.Share(cases.GetValueOrDefault(CaseState.ObservedAbsent), cases.Values.Sum());

    private readonly record struct Row(LaunchedCampaign Campaign, CampaignFigures Figures);
}
