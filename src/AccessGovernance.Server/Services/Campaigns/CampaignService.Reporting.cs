using AccessGovernance.Api.V1;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Reports;
using AccessGovernance.Server.Requests;
using Grpc.Core;
using CampaignStatus = AccessGovernance.Domain.Reviews.Campaigns.CampaignStatus;

namespace AccessGovernance.Server.Services.Campaigns;

public sealed partial class CampaignServiceV1
{
    public override async Task GetReport(GetReportRequest request, IServerStreamWriter<GetReportResponse> responseStream, ServerCallContext context)
    {
        var form = Texts.Enum<ReportFormat, ReportForm>("format", request.Format);
        var id = Names.Campaign("campaign", request.Campaign);
        long? exactly = request.Exactly.Length == 0 ? null : questions.Tokens.Parse("exactly", request.Exactly);
        var (read, campaign) = await Campaign(id, request.Exactly, context);
        await reporting.Send(campaign.Id, exactly ?? read.Position, form, responseStream, context);
    }

    public override async Task<CloseCampaignResponse> CloseCampaign(CloseCampaignRequest request, ServerCallContext context)
    {
        Commands.ParseRequestId(request.RequestId);
        var (read, campaign) = await WithCases(Names.Campaign("campaign", request.Campaign), "", context);
        // The report belongs to the closing: it is as of the last moment before.
        var sha256 = campaign.Status == CampaignStatus.SignedOff
            ? await reporting.HashOf(campaign.Id, read.Position, context) : campaign.Report?.ReportSha256 ?? "";
        var command = new CloseCampaign([.. runs.Open(read, campaign.Id).Select(i => i.Number)], read.Position, sha256);
        var receipt = await Run(request, request.RequestId, campaign.Id, command, context);
        var (_, closed) = await Campaign(campaign.Id, receipt.Token, context);
        return new() { Receipt = receipt, ReportSha256 = closed.Report?.ReportSha256 ?? "" };
    }
}
