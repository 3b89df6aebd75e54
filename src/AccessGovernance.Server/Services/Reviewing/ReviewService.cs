using System.Collections.Immutable;
using System.Globalization;
using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using AccessGovernance.Server.Services.Campaigns;
using Grpc.Core;
using EarlierDecisions = AccessGovernance.Domain.Reviews.Definitions.EarlierDecisions;

namespace AccessGovernance.Server.Services.Reviewing;

/// <summary>What reviewers do, as the persons behind their tokens. Work lists and items are here; answers in the other parts.</summary>
public sealed partial class ReviewServiceV1(
    Commands commands, ReviewQuestions questions, ItemCommands items, WorkItems work, BulkDecisions decisions, ItemContexts contexts)
    : ReviewService.ReviewServiceBase
{
    private const int DefaultPage = 100;
    private const int MaxPage = 1_000;

    public override async Task<ListWorkItemsResponse> ListWorkItems(ListWorkItemsRequest request, ServerCallContext context)
    {
        var page = questions.Pages.Open(request, request.PageToken, request.PageSize, DefaultPage, MaxPage);
        var filter = WorkFilter.Parse(request);
        CampaignId? only = request.Campaign.Length == 0 ? null : Names.Campaign("campaign", request.Campaign);
        var read = await questions.Read(request.AtLeast, context);
        var persons = (await commands.CallerOf(context, read.Now)).Persons;
        var caller = CallerInterceptor.CallerOf(context);
        if (only is { } campaign)
            read.Campaign(campaign);
        var found = read.Reviews.WorkList(persons, only, After(page), page.Size, i => caller.Reaches(i.Frozen.Application) && filter.Wants(i, persons));
        var campaigns = found.Items.Select(i => i.Campaign).Distinct().ToDictionary(c => c, c => read.Campaign(c));
        var response = new ListWorkItemsResponse();
        response.Items.Add(await work.OfReviewer(found.Items, i => campaigns[i.Campaign], persons, read.Now, context.CancellationToken));
        response.NextPageToken = found.StoppedAfter is { } last
            ? page.Next(new PagePlace(0, last.Risk, last.Item, last.Campaign.ToString(), "")) : "";
        response.Basis = read.Basis(response.NextPageToken.Length == 0);
        response.Basis.LimitedToScope = !caller.IsUnscoped;
        return response;
    }

    public override async Task<GetWorkItemResponse> GetWorkItem(GetWorkItemRequest request, ServerCallContext context)
    {
        var id = Names.Campaign("campaign", request.Campaign);
        var read = await questions.Read(request.AtLeast, context);
        var (campaign, item) = (read.Campaign(id), read.Item(id, request.Item));
        var persons = (await commands.CallerOf(context, read.Now)).Persons;
        var viewer = Viewer(CallerInterceptor.CallerOf(context), item, persons);
        var history = await contexts.Histories.Of(id, item.Number, context.CancellationToken);
        var origin = item.Frozen.Origin;
        var visible = viewer.SeesAll ? EarlierDecisions.Everything : campaign.Basis.Settings.Stages[item.Stage].Visible;
        var shown = work.Of(item, campaign, persons, read.Now, viewer.SeesPersonalData);
        shown.Login = viewer.MayRead ? await work.LoginOf(item, context.CancellationToken) : "";
        var view = new ItemView(read, campaign, item, visible, viewer.SeesPersonalData);
        return new()
        {
            Item = shown, Direct = origin.Direct, Through = { origin.Through.Select(Names.Of) },
            Until = origin.Until is { } until ? Times.Of(until) : null,
            Cause = shown.Account.Length > 0 ? null
                : new() { Kind = (Api.V1.CauseKind)origin.Cause, Reference = origin.Reference ?? "" },
            Implied = { item.Frozen.Implied.Select(Names.Of) },
            Reviewers = { item.Places.Select(p => WorkItems.Of(p, persons.Contains(p.Reviewer), viewer.SeesAll || persons.Contains(p.Reviewer))) },
            Earlier = { history.Stages.Where(s => s.Stage < item.Stage || item.IsFinished).Select(s => Of(s, visible, persons)).OfType<EarlierStage>() },
            Remarks = { history.Remarks.Where(r => viewer.MayRead && Sees(r, item, visible, persons)).Select(Of) }, Basis = read.Basis(true),
            EarlierReviews = { await contexts.Earlier(view, context.CancellationToken) }, IfRevoked = await contexts.IfRevoked(view, context),
        };
    }

    // Comments are for all reviewers of the stage; why another one answered is not, before the stage is over.
    private static bool Sees(Remark remark, ItemRecord item, EarlierDecisions visible, ImmutableArray<PersonId> persons) =>
        persons.Contains(remark.Person) || (visible == EarlierDecisions.Everything && remark.Stage < item.Stage)
            || (remark.Stage == item.Stage && (remark.Answer == Domain.Reviews.Items.Answer.None || item.PlaceOf(persons) is null));

    private static ViewerOf Viewer(CallerPrincipal caller, ItemRecord item, ImmutableArray<PersonId> persons)
    {
        caller.RequireScope(item.Frozen.Application, "item");
        var oversees = caller.IsAdministrator || caller.Roles.Contains(AccessGovernance.Domain.Tokens.Role.Auditor);
        var reviews = item.PlaceOf(persons) is not null;
        if (!oversees && !reviews)
            throw new RefusedException(new(RefusalReason.NotReviewer, "item", "the caller does not review the item"));
        // Whoever has a say in the stage sees what its reviewers see, and no more, whatever their role.
        return new(oversees && !reviews, reviews || caller.SeesPersonalData, caller.SeesPersonalData);
    }

    private static EarlierStage? Of(PastStage stage, EarlierDecisions visible, ImmutableArray<PersonId> persons) => visible == EarlierDecisions.Hidden
        ? null : new()
    {
        Stage = stage.Stage + 1, Result = FlagWords.Of<StageResult, StageResults>(stage.Result).SingleOrDefault(),
        Reviewers = { visible == EarlierDecisions.Everything ? stage.Places.Select(p => WorkItems.Of(p, persons.Contains(p.Reviewer), true)) : [] },
    };

    private static ReviewRemark Of(Remark remark) => new()
    {
        Person = Names.Of(remark.Person), At = Times.Of(remark.At), Text = remark.Text ?? "", Answer = (ReviewAnswer)remark.Answer,
    };

    private static WorkPlace? After(Page page) => page.Place is not { } place ? null
        : new WorkPlace((int)place.From, new CampaignId(Guid.Parse(place.First, CultureInfo.InvariantCulture)), (int)place.Until);

    /// <param name="SeesAll">All answers.</param>
    /// <param name="MayRead">What was written about the person.</param>
    private readonly record struct ViewerOf(bool SeesAll, bool MayRead, bool SeesPersonalData);
}
