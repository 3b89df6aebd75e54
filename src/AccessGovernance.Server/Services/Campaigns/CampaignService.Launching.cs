using AccessGovernance.Api.V1;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.EventLog.Events;
using AccessGovernance.Grains.Reviews;
using AccessGovernance.Server.Requests;
using Grpc.Core;

namespace AccessGovernance.Server.Services.Campaigns;

public sealed partial class CampaignServiceV1
{
    public override async Task<LaunchCampaignResponse> LaunchCampaign(LaunchCampaignRequest request, ServerCallContext context)
    {
        var id = DerivedIds.Campaign(Commands.ParseRequestId(request.RequestId));
        var named = Names.Definition("definition", request.Definition);
        CampaignId? iterated = request.IterationOf.Length == 0 ? null : Names.Campaign("iteration_of", request.IterationOf);
        var asked = await launches.Ask(request.ValidAt, request.Knowledge, context);
        var (read, definition) = await Definition(named, "", context);
        var begun = await commands.Begin(request, request.RequestId, context);
        var grain = commands.Grains.GetGrain<ICampaignGrain>(id.Value);
        // What an omitted time meant when it was launched is recorded, and is not what it means now.
        if (read.Reviews.Campaign(id)?.Basis is not { } basis)
        {
            if (await commands.Grains.GetGrain<IDefinitionGrain>(definition.Id.Value).CheckLaunch(request.Version) is { } refusal)
                throw new RefusedException(refusal);
            RequireIteration(read, iterated, definition.Id);
            basis = new(definition.Id, request.Version, definition.Settings, asked.ValidAt, asked.Position, asked.SourceKnownAt, request.EverythingIntended,
                request.UnassignedIntended, iterated);
        }
        var receipt = commands.Receipt(await grain.Execute(new BeginLaunch(id, basis), begun));
        var (after, campaign) = await Campaign(id, receipt.Token, context);
        return new() { Receipt = receipt, Campaign = CampaignMessages.Of(campaign, after.Tokens) };
    }

    public override async Task<PreviewCampaignResponse> PreviewCampaign(PreviewCampaignRequest request, ServerCallContext context)
    {
        var at = await launches.Ask(request.ValidAt, request.Knowledge, context);
        var settings = request.WhatCase switch
        {
            PreviewCampaignRequest.WhatOneofCase.Definition =>
                (await Definition(Names.Definition("definition", request.Definition), "", context)).Definition.Settings,
            PreviewCampaignRequest.WhatOneofCase.Settings => Settings(request.Settings, context),
            _ => throw new InvalidRequestException("what", "must be a definition, or settings"),
        };
        return PreviewMessages.Of(await launches.Preview(settings, at, context), launches.Basis(at));
    }

    private static void RequireIteration(ReviewRead read, CampaignId? iterated, DefinitionId definition)
    {
        if (iterated is not { } id)
            return;
        if (read.Reviews.Campaign(id) is not { } campaign)
            throw new UnknownResourceException("iteration_of", Names.Of(id));
        if (campaign.Basis.Definition != definition)
            throw new InvalidRequestException("iteration_of", "must be a campaign of the same definition");
    }
}
