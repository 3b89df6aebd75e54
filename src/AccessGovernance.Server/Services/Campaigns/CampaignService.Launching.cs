using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.EventLog.Events;
using AccessGovernance.Grains.Reviews;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using Grpc.Core;
using CampaignSettings = AccessGovernance.Domain.Reviews.Definitions.CampaignSettings;

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
        scopes.Require(CallerInterceptor.CallerOf(context), definition.Settings);
        var begun = await commands.Begin(request, request.RequestId, context);
        var grain = commands.Grains.GetGrain<ICampaignGrain>(id.Value);
        // What an omitted time meant when it was launched is recorded, and is not what it means now.
        if (read.Reviews.Campaign(id)?.Basis is not { } basis)
        {
            if (await commands.Grains.GetGrain<IDefinitionGrain>(definition.Id.Value).CheckLaunch(request.Version) is { } refusal)
                throw new RefusedException(refusal);
            // Whose access no exclusion may leave out has to be known: that of whoever launches, too.
            if (!definition.Settings.Exclusions.IsEmpty && begun.Caller.Persons.IsEmpty)
                throw new RefusedException(new(RefusalReason.PersonRequired, "definition",
                    "has exclusions, which need a person who launches: the caller's identity is linked to none"));
            RequireIteration(read, iterated, definition.Id);
            basis = new(definition.Id, request.Version, definition.Settings, asked.ValidAt, asked.Position, asked.SourceKnownAt, request.EverythingIntended,
                request.UnassignedIntended, iterated);
        }
        var receipt = commands.Receipt(await grain.Execute(new BeginLaunch(id, basis), begun));
        var (after, campaign) = await Campaign(id, receipt.Token, context);
        return new() { Receipt = receipt, Campaign = CampaignMessages.Of(campaign, after.Tokens, CallerInterceptor.CallerOf(context)) };
    }

    public override async Task<PreviewCampaignResponse> PreviewCampaign(PreviewCampaignRequest request, ServerCallContext context)
    {
        var at = await launches.Ask(request.ValidAt, request.Knowledge, context);
        var (settings, by) = await Previewed(request, context);
        var preview = PreviewMessages.Of(await launches.Preview(settings, by, at, context), launches.Basis(at));
        // How much access there is outside is not for those who do not see it.
        if (!CallerInterceptor.CallerOf(context).IsUnscoped)
            preview.Considered = 0;
        return preview;
    }

    // With those who had a hand in it so far: whoever asks might launch.
    private async ValueTask<(CampaignSettings Settings, IEnumerable<string> By)> Previewed(PreviewCampaignRequest request, ServerCallContext context)
    {
        var caller = CallerInterceptor.CallerOf(context);
        var actor = caller.Actor;
        switch (request.WhatCase)
        {
            case PreviewCampaignRequest.WhatOneofCase.Definition:
                var (_, definition) = await Definition(Names.Definition("definition", request.Definition), "", context);
                scopes.Require(caller, definition.Settings);
                return (definition.Settings, definition.Authors.Append(actor));
            case PreviewCampaignRequest.WhatOneofCase.Settings:
                var settings = Settings(request.Settings, context);
                await RequireNamed(settings, context);
                return (settings, [actor]);
            default: throw new InvalidRequestException("what", "must be a definition, or settings");
        }
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
