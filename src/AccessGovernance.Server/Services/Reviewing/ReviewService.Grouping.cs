using AccessGovernance.Api.V1;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using Grpc.Core;

namespace AccessGovernance.Server.Services.Reviewing;

public sealed partial class ReviewServiceV1
{
    public override async Task<ListWorkGroupsResponse> ListWorkGroups(ListWorkGroupsRequest request, ServerCallContext context)
    {
        if (request.GroupBy == WorkGrouping.Unspecified || !Enum.IsDefined(request.GroupBy))
            throw new InvalidRequestException("group_by", "must be identity, entitlement or application");
        if (request.Limit is < 0 or > MaxPage)
            throw new InvalidRequestException("limit", $"is {request.Limit}; 1 to {MaxPage} is allowed, and 0 means {DefaultPage}");
        var filter = WorkFilter.Parse(ItemsOf(request));
        CampaignId? only = request.Campaign.Length == 0 ? null : Names.Campaign("campaign", request.Campaign);
        var read = await questions.Read(request.AtLeast, context);
        var persons = (await commands.CallerOf(context, read.Now)).Persons;
        var caller = CallerInterceptor.CallerOf(context);
        if (only is { } campaign)
            read.Campaign(campaign);
        var groups = new WorkGroups(request.GroupBy, persons);
        for (WorkPlace? after = null, next; ; after = next)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            var page = read.Reviews.WorkList(persons, only, after, MaxPage, i => caller.Reaches(i.Frozen.Application) && filter.Wants(i, persons));
            foreach (var item in page.Items)
                groups.Add(item);
            next = page.StoppedAfter;
            if (next is null)
                break;
        }
        var response = new ListWorkGroupsResponse { Count = groups.Count, Basis = read.Basis(true) };
        response.Basis.LimitedToScope = !caller.IsUnscoped;
        var shown = groups.Ordered(request.Limit == 0 ? DefaultPage : request.Limit);
        var named = await work.OfReviewer([.. shown.Select(s => s.First)], i => read.Campaign(i.Campaign), persons, read.Now, context.CancellationToken);
        foreach (var ((_, group), item) in shown.Zip(named))
        {
            groups.Name(group, item);
            response.Groups.Add(group);
        }
        return response;
    }

    private static ListWorkItemsRequest ItemsOf(ListWorkGroupsRequest request) => new()
    {
        States = { request.States }, Application = request.Application, Entitlement = request.Entitlement, Identity = request.Identity,
        MinRisk = request.MinRisk, Recommendation = request.Recommendation,
    };
}
