using AccessGovernance.Api.V1;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using Grpc.Core;
using CampaignStatus = AccessGovernance.Domain.Reviews.Campaigns.CampaignStatus;

namespace AccessGovernance.Server.Services.Campaigns;

public sealed partial class CampaignServiceV1
{
    public override async Task<GetCampaignResponse> GetCampaign(GetCampaignRequest request, ServerCallContext context)
    {
        var (read, campaign) = await Campaign(Names.Campaign("campaign", request.Campaign), request.AtLeast, context);
        var message = CampaignMessages.Of(campaign, read.Tokens, CallerInterceptor.CallerOf(context));
        message.LastError = await runs.Errors.Of(campaign);
        if (message.Population is { } population)
            population.OfAccounts = CampaignRun.OfAccounts(read, campaign);
        if (campaign.Status is CampaignStatus.Cancelled or CampaignStatus.Archived)
            message.CancelReason = await runs.CancelReason(campaign.Id, context.CancellationToken);
        return new() { Campaign = message, Basis = read.Basis(true) };
    }

    public override async Task<ListCampaignsResponse> ListCampaigns(ListCampaignsRequest request, ServerCallContext context)
    {
        var caller = CallerInterceptor.CallerOf(context);
        var page = questions.Pages.Open(request, request.PageToken, request.PageSize, DefaultPage, MaxPage);
        var statuses = request.Statuses.Select((s, i) => Texts.Enum<Api.V1.CampaignStatus, CampaignStatus>($"statuses[{i}]", s)).ToHashSet();
        DefinitionId? definition = request.Definition.Length == 0 ? null : Names.Definition("definition", request.Definition);
        var read = await questions.Read(request.AtLeast, context);
        var found = read.Reviews.Campaigns(page.After.Length == 0 ? null : new CampaignId(Guid.Parse(page.After)), page.Size + 1, c =>
            (statuses.Count == 0 ? c.Status != CampaignStatus.Archived : statuses.Contains(c.Status))
                && (definition is null || c.Basis.Definition == definition));
        var response = new ListCampaignsResponse();
        response.NextPageToken = questions.Room.FitPage(
            page, found, c => scopes.Reaches(caller, c.Basis.Settings.Scope) ? CampaignMessages.Brief(c, read.Tokens) : null, c => c.Id.ToString(),
            response.Campaigns.Add);
        response.Basis = read.Basis(response.NextPageToken.Length == 0);
        response.Basis.LimitedToScope = !caller.IsUnscoped;
        return response;
    }

    private async ValueTask<(ReviewRead Read, CampaignRecord Campaign)> Campaign(CampaignId id, string atLeast, ServerCallContext context)
    {
        var read = await questions.Read(atLeast, context);
        var campaign = read.Campaign(id);
        scopes.Require(CallerInterceptor.CallerOf(context), campaign.Basis.Settings.Scope);
        return (read, campaign);
    }
}
