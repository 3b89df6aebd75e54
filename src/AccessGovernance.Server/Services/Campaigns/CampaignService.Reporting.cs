using AccessGovernance.Api.V1;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Reports;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using Grpc.Core;
using CampaignStatus = AccessGovernance.Domain.Reviews.Campaigns.CampaignStatus;

namespace AccessGovernance.Server.Services.Campaigns;

public sealed partial class CampaignServiceV1
{
    public override async Task GetReport(GetReportRequest request, IServerStreamWriter<GetReportResponse> responseStream, ServerCallContext context)
    {
        var form = Texts.Enum<ReportFormat, ReportForm>("format", request.Format);
        var kind = ReportRequests.KindOf(request, form);
        long? exactly = request.Exactly.Length == 0 ? null : questions.Tokens.Parse("exactly", request.Exactly);
        if (request.Campaign.Length == 0)
        {
            var read = await questions.Read(request.Exactly, context);
            await SendAcross(request, kind, read, new(exactly ?? read.Position, form), responseStream, context);
            return;
        }
        var (at, campaign) = await Campaign(Names.Campaign("campaign", request.Campaign), request.Exactly, context);
        var place = new TablePlace(exactly ?? at.Position, form);
        await (kind == ReportKind.Items
            ? reporting.Items.Send(campaign, place.Position, form, responseStream, context)
            : reporting.Tables.SendOf(campaign.Id, kind, place, responseStream, context));
    }

    public override async Task<CloseCampaignResponse> CloseCampaign(CloseCampaignRequest request, ServerCallContext context)
    {
        Commands.ParseRequestId(request.RequestId);
        var (read, campaign) = await WithCases(Names.Campaign("campaign", request.Campaign), "", context);
        // The report belongs to the closing: it is as of the last moment before.
        var sha256 = campaign.Status == CampaignStatus.SignedOff
            ? await reporting.Items.HashOf(campaign.Id, ItemColumns.LatestForm, read.Position, context) : campaign.Report?.ReportSha256 ?? "";
        var command = new CloseCampaign([.. runs.Open(read, campaign.Id).Select(i => i.Number)], read.Position, ItemColumns.LatestForm, sha256);
        var receipt = await Run(request, request.RequestId, campaign.Id, command, context);
        var (_, closed) = await Campaign(campaign.Id, receipt.Token, context);
        return new() { Receipt = receipt, ReportSha256 = closed.Report?.ReportSha256 ?? "" };
    }

    // Over many campaigns: those that the token may see. Whether access was reviewed depends on all of them, whoever asks.
    private async Task SendAcross(
        GetReportRequest request, ReportKind kind, ReviewRead read, TablePlace place, IServerStreamWriter<GetReportResponse> to, ServerCallContext context)
    {
        var caller = CallerInterceptor.CallerOf(context);
        if (kind == ReportKind.Coverage)
            await reporting.Tables.SendCoverage(request.Coverage, AllCampaigns(read, _ => true), place, to, context);
        else if (kind == ReportKind.OpenRemediation)
            await reporting.Tables.SendOpen(AllCampaigns(read, c => scopes.Reaches(caller, c.Basis.Settings.Scope)), place, to, context);
        else
        {
            var (_, definition) = await Definition(Names.Definition("definition", request.Definition), "", context);
            var launched = AllCampaigns(read, c => c.Basis.Definition == definition.Id && scopes.Reaches(caller, c.Basis.Settings.Scope));
            await reporting.Tables.SendTrend(definition.Id, launched, place, to, context);
        }
    }

    private static IEnumerable<CampaignId> AllCampaigns(ReviewRead read, Func<CampaignRecord, bool> wanted)
    {
        CampaignId? after = null;
        while (read.Reviews.Campaigns(after, ReviewReader.MaxPage, _ => true) is { Count: > 0 } page)
        {
            foreach (var campaign in page.Where(wanted))
                yield return campaign.Id;
            after = page[^1].Id;
        }
    }
}
