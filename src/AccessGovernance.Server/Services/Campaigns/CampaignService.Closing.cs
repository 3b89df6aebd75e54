using AccessGovernance.Api.V1;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.Grains.Reviews;
using AccessGovernance.Server.Requests;
using Google.Protobuf;
using Grpc.Core;
using CampaignSettings = AccessGovernance.Domain.Reviews.Definitions.CampaignSettings;

namespace AccessGovernance.Server.Services.Campaigns;

public sealed partial class CampaignServiceV1
{
    public override async Task<SignOffCampaignResponse> SignOffCampaign(SignOffCampaignRequest request, ServerCallContext context)
    {
        Commands.ParseRequestId(request.RequestId);
        if (request.StillOpen.Count > ItemSet.MaxNumber)
            throw new InvalidRequestException("still_open", $"has {request.StillOpen.Count} items; at most {ItemSet.MaxNumber} are allowed");
        var role = SettingTexts.Read("role", request.Role, CampaignSettings.MaxNameLength);
        var statement = request.Statement.Length == 0 ? null : SettingTexts.Read("statement", request.Statement, CampaignSettings.MaxReasonLength);
        var (read, campaign) = await WithCases(Names.Campaign("campaign", request.Campaign), "", context);
        var open = runs.Open(read, campaign.Id);
        var command = new SignOffCampaign(
            [.. request.StillOpen.Select(i => new ItemNumber(i))], [.. open.Select(i => i.Number)], runs.SubjectsOf(open, campaign.Basis.ValidAt), role,
            statement, await launches.LeftOut(campaign, read, context));
        return new() { Receipt = await Run(request, request.RequestId, campaign.Id, command, context) };
    }

    public override async Task<CancelCampaignResponse> CancelCampaign(CancelCampaignRequest request, ServerCallContext context)
    {
        Commands.ParseRequestId(request.RequestId);
        var id = Names.Campaign("campaign", request.Campaign);
        var reason = SettingTexts.Read("reason", request.Reason, CampaignSettings.MaxReasonLength);
        var (read, campaign) = await Campaign(id, "", context);
        var command = new CancelCampaign(runs.SubjectsOf(runs.MayBeDenied(read, campaign.Id), campaign.Basis.ValidAt), reason);
        return new() { Receipt = await Run(request, request.RequestId, campaign.Id, command, context) };
    }

    public override async Task<ArchiveCampaignResponse> ArchiveCampaign(ArchiveCampaignRequest request, ServerCallContext context)
    {
        Commands.ParseRequestId(request.RequestId);
        var (_, campaign) = await Campaign(Names.Campaign("campaign", request.Campaign), "", context);
        return new() { Receipt = await Run(request, request.RequestId, campaign.Id, new ArchiveCampaign(), context) };
    }

    private async Task<Receipt> Run<T>(T request, string requestId, CampaignId campaign, CampaignCommand command, ServerCallContext context)
        where T : IMessage<T>
    {
        var begun = await commands.Begin(request, requestId, context);
        return commands.Receipt(await commands.Grains.GetGrain<ICampaignGrain>(campaign.Value).Execute(command, begun));
    }
}
