using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.Grains;
using AccessGovernance.Grains.Reviews;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using Grpc.Core;

namespace AccessGovernance.Server.Services.Reviewing;

public sealed partial class ReviewServiceV1
{
    private const int MaxSignedOff = 10_000;
    private const int MaxRefused = 1_000;

    public override async Task<DecideItemResponse> DecideItem(DecideItemRequest request, ServerCallContext context)
    {
        var decision = new ItemDecision
        {
            Answer = request.Answer, Until = request.Until, Justification = request.Justification, DwellMs = request.DwellMs,
            RecommendationShown = request.RecommendationShown, Removes = request.Removes,
        };
        var key = new ItemKey(request.RequestId, request.Campaign, request.Item, request.Stage);
        return new() { Receipt = await items.Execute(request, key, DecisionForms.Parse(decision, bulk: false), context) };
    }

    public override async Task<DelegateItemResponse> DelegateItem(DelegateItemRequest request, ServerCallContext context)
    {
        var to = Names.Person("to", request.To);
        var key = new ItemKey(request.RequestId, request.Campaign, request.Item, 0) { Named = ("to", to) };
        return new() { Receipt = await items.Execute(request, key, new DelegateItem(to, Texts.Reason(request.Reason)), context) };
    }

    public override async Task<CommentOnItemResponse> CommentOnItem(CommentOnItemRequest request, ServerCallContext context)
    {
        if (request.Text.Length == 0)
            throw new InvalidRequestException("text", "must be given");
        var text = PersonalText.Plain(RetentionClass.Evidence, Texts.Text("text", request.Text, Texts.MaxTextBytes));
        return new() { Receipt = await items.Execute(request, new(request.RequestId, request.Campaign, request.Item, 0), new CommentOnItem(text), context) };
    }

    public override async Task<ReplaceReviewerResponse> ReplaceReviewer(ReplaceReviewerRequest request, ServerCallContext context)
    {
        var command = new ReplaceReviewer(Names.Person("reviewer", request.Reviewer), Names.Person("by", request.By), ReplacementCause.NoResponse);
        var key = new ItemKey(request.RequestId, request.Campaign, request.Item, 0) { Named = ("by", command.By) };
        return new() { Receipt = await items.Execute(request, key, command, context) };
    }

    public override async Task<SignOffResponse> SignOff(SignOffRequest request, ServerCallContext context)
    {
        Commands.ParseRequestId(request.RequestId);
        if (request.Items.Count > MaxSignedOff)
            throw new InvalidRequestException("items", $"has {request.Items.Count} elements; at most {MaxSignedOff} are allowed, or none for all");
        var (read, campaign, over) = await items.Find(Names.Campaign("campaign", request.Campaign), 0, context);
        var begun = await commands.BeginInOwnName(request, request.RequestId, null, context);
        var own = new OwnItems(read, campaign, begun.Caller.Persons, CallerInterceptor.CallerOf(context));
        // Once the stage is over, what was signed off in time may be asked for again, and nothing else.
        var numbers = request.Items.Count > 0 ? own.Listed(request.Items) : over is null ? own.Answered() : own.SignedOff();
        var (response, position) = (new SignOffResponse(), 0L);
        foreach (var some in WholeParts(campaign.Id, numbers))
        {
            var asked = some.Select(n => items.RequestOf(campaign, read.Item(campaign.Id, n.Value), new SignOffItem())).ToList();
            var (results, reached) = await items.ExecuteAll(campaign, asked, over, begun, e => decisions.StatusOf(e, context));
            position = Math.Max(position, reached);
            response.SignedOff += results.Count(r => r.Kind == ItemResultKind.Recorded);
            response.Refused.Add(asked.Zip(results).Where(r => r.Second.Kind == ItemResultKind.Refused).Take(MaxRefused - response.Refused.Count)
                .Select(r => decisions.Of(r.First.Item.Value, r.Second, context)));
        }
        if (over is not null && position == 0)
            throw new RefusedException(over);
        response.StillOpen = own.CountOpen();
        response.Receipt = commands.Receipt(new Outcome(position == 0 ? read.Position : position, response.SignedOff > 0, null));
        return response;
    }

    // Some parts after the other, however long the work list is; never a part twice, which would take the second time for a repeat of the first.
    private static IEnumerable<IEnumerable<ItemNumber>> WholeParts(CampaignId campaign, IEnumerable<ItemNumber> numbers) => numbers
        .OrderBy(n => n.Value).GroupBy(n => ReviewPartId.Of(campaign, n)).Chunk(MaxSignedOff / ReviewPartId.MaxItems).Select(c => c.SelectMany(p => p));
}
