using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews.Campaigns;

namespace AccessGovernance.Reports.Tables;

/// <summary>Remediation that is in no end state, of one campaign or of many: what was decided to go and is not known to be gone.</summary>
internal static class OpenCaseTable
{
    private static readonly IReadOnlyList<ReportColumn<Row>> Columns =
    [
        new("campaign", r => r.Campaign.History.Campaign.ToString()),
        new("campaign_status", r => ReportWords.Of(r.Campaign.Status)),
        new("definition", r => r.Campaign.Basis.Definition.ToString()),
        new("definition_version", r => Shown.Number(r.Campaign.Basis.Version), IsNumber: true),
        new("item", r => r.Trail.Frozen.Number.ToString(), IsNumber: true),
        new("identity", r => ItemColumns.IdentityOf(r.Trail)),
        new("account", r => ItemColumns.AccountOf(r.Trail)),
        new("persons", r => string.Join(" | ", r.Trail.Frozen.Subjects)),
        new("entitlement", r => r.Trail.Frozen.Entitlement.Value),
        new("application", r => r.Trail.Frozen.Application.Value),
        new("risk", r => ReportWords.Of(r.Trail.Frozen.Risk)),
        new("outcome", r => ReportWords.Of(r.Trail.Outcome.Kind)),
        new("action", r => ReportWords.Of(r.Case.Action)),
        new("state", r => ReportWords.Of(r.Case.State)),
        new("requested", r => ItemColumns.Time(r.Case.RequestedAt)),
        new("due", r => ItemColumns.Time(r.Case.DueAt)),
        new("overdue", r => r.Case.IsOverdue(r.At) ? "true" : "false"),
        new("attempts", r => Shown.Number(r.Case.Attempts), IsNumber: true),
        new("sent", r => ItemColumns.Time(r.Trail.LastOf<RemediationSent>())),
        new("acknowledged", r => ItemColumns.Time(r.Trail.LastOf<RemediationAcknowledged>())),
        new("failed", r => ItemColumns.Time(r.Trail.LastOf<RemediationFailed>())),
        new("retained_through", r => r.Case.Through?.Value ?? ""),
        new("exception_ended", r => r.Case.State == CaseState.Excepted ? ItemColumns.Time(r.Case.ExceptedUntil) : ""),
        new("listed_in_sign_off", r => r.Campaign.SignedForAsOpen.Any(s => s.Contains(r.Trail.Frozen.Number)) ? "true" : "false"),
    ];

    /// <param name="campaigns">In the order of their launches.</param>
    public static async Task<TableMade> Write(string about, IReadOnlyList<LaunchedCampaign> campaigns, TableTarget target, CancellationToken cancellation)
    {
        var asked = new TableAsked($"open remediation of {about}, as recorded up to position {target.Position}", null);
        await using var table = await TableWriter<Row>.Begin(target, Columns, asked, jsonHasRows: true);
        foreach (var campaign in campaigns)
        {
            await foreach (var trail in campaign.Items(cancellation))
            {
                if (trail.Case is { } open && !open.IsEnded(target.RecordedAt))
                    await table.Write(new(campaign, trail, open, target.RecordedAt));
            }
        }
        return await table.End(null);
    }

    private readonly record struct Row(LaunchedCampaign Campaign, ItemTrail Trail, RemediationCase Case, Instant At);
}
