using System.Collections.Immutable;
using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.Grains;
using AccessGovernance.Grains.Reviews;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using AccessGovernance.Server.Services.Campaigns;
using Google.Protobuf;
using Grpc.Core;
using CampaignStatus = AccessGovernance.Domain.Reviews.Campaigns.CampaignStatus;
using ItemResult = AccessGovernance.Grains.Reviews.ItemResult;

namespace AccessGovernance.Server.Services.Reviewing;

/// <summary>Which item a request is about.</summary>
/// <param name="Stage">The stage that the caller means, from 1 on; 0 for the present one.</param>
public readonly record struct ItemKey(string RequestId, string Campaign, int Item, int Stage)
{
    /// <summary>Who is to take somebody's place, and the field that names them; null where nobody is.</summary>
    public (string Field, PersonId Person)? Named { get; init; }
}

/// <summary>Sends commands about items to the parts that they belong to. No decision passes through anything that all decisions pass through.</summary>
public sealed class ItemCommands(Commands commands, ReviewQuestions questions, CampaignRun runs)
{
    /// <summary>Parts that one call asks at once.</summary>
    private const int MaxParts = 16;

    /// <summary>One command about one item.</summary>
    public async Task<Receipt> Execute<T>(T request, ItemKey key, ReviewItemCommand command, ServerCallContext context)
        where T : IMessage<T>
    {
        Commands.ParseRequestId(key.RequestId);
        var read = await questions.Read("", context);
        var campaign = read.Campaign(Names.Campaign("campaign", key.Campaign));
        var item = read.Item(campaign.Id, key.Item);
        CallerInterceptor.CallerOf(context).RequireScope(item.Frozen.Application, "item");
        var begun = await commands.BeginInOwnName(request, key.RequestId, item.Frozen.Identity, context);
        var part = PartOf(campaign.Id, item.Number);
        // What was done in time stays done, however late the same is asked for again.
        if ((NotInReview(campaign, key.Stage) ?? await Unknown(key, context)) is { } refusal)
            return commands.Receipt(await part.FindRepeated(begun) ?? Outcome.Refused(refusal));
        var outcome = await part.Execute([RequestOf(campaign, item, command)], campaign.Stage, campaign.Rules, begun);
        return commands.Receipt(outcome.Outcome);
    }

    /// <summary>A campaign, and why nothing can be answered there now: null where it is under review in the stage that is meant.</summary>
    public async ValueTask<(ReviewRead Read, CampaignRecord Campaign, Refusal? Over)> Find(CampaignId id, int stage, ServerCallContext context)
    {
        var read = await questions.Read("", context);
        var campaign = read.Campaign(id);
        return (read, campaign, NotInReview(campaign, stage));
    }

    private async ValueTask<Refusal?> Unknown(ItemKey key, ServerCallContext context) =>
        key.Named is var (field, person) ? await runs.Named.Problem(field, person, context) : null;

    private static Refusal? NotInReview(CampaignRecord campaign, int stage)
    {
        if (campaign.Status != CampaignStatus.InReview)
            return new(RefusalReason.CampaignNotInReview, "campaign", $"the campaign is not in review: {campaign.Status}");
        return stage == 0 || stage == campaign.Stage + 1
            ? null
            : new(RefusalReason.ItemNotInReview, "stage", $"is {stage}; the campaign is in stage {campaign.Stage + 1}");
    }

    /// <summary>What the part of an item is asked.</summary>
    public ItemRequest RequestOf(CampaignRecord campaign, ItemRecord item, ReviewItemCommand command) =>
        new(item.Number, command, runs.SubjectsSince(item.Frozen.Identity, campaign.Basis.ValidAt));

    /// <summary>Many commands about items of one campaign, side by side by part.</summary>
    /// <param name="over">Why nothing is recorded any more; what was recorded in time by the same request is recognised, part by part.</param>
    /// <param name="failed">What becomes of the items of a part that failed.</param>
    /// <returns>The results in the order of the commands, and the last position that was recorded; 0 where nothing was.</returns>
    public async Task<(ItemResultOf[] Results, long Position)> ExecuteAll(
        CampaignRecord campaign, IReadOnlyList<ItemRequest> requests, Refusal? over, CommandContext begun, Func<Exception, Google.Rpc.Status> failed)
    {
        var (results, position) = (new ItemResultOf[requests.Count], 0L);
        var byPart = requests.Select((r, i) => (Request: r, Index: i)).GroupBy(r => ReviewPartId.Of(campaign.Id, r.Request.Item));
        await Parallel.ForEachAsync(byPart, new ParallelOptions { MaxDegreeOfParallelism = MaxParts }, async (part, _) =>
        {
            var own = part.ToList();
            try
            {
                var asked = own.Select(o => o.Request).ToImmutableArray();
                var grain = commands.Grains.GetGrain<IReviewPartGrain>(part.Key.ToString());
                var outcome = over is null ? await grain.Execute(asked, campaign.Stage, campaign.Rules, begun) : await Late(grain, asked, over, begun);
                for (var i = 0; i < own.Count; i++)
                    results[own[i].Index] = new(outcome.Results[i].Kind, outcome.Results[i].Refusal, null);
                InterlockedMax(ref position, outcome.Outcome.Position);
            }
            // One part that is unreachable says nothing of the others.
            catch (Exception e) when (e is not OperationCanceledException)
            {
                var status = failed(e);
                own.ForEach(o => results[o.Index] = new(ItemResultKind.Refused, null, status));
            }
        });
        return (results, position);
    }

    private static async Task<PartOutcome> Late(IReviewPartGrain part, ImmutableArray<ItemRequest> asked, Refusal over, CommandContext begun)
    {
        var outcome = await part.FindRepeated(begun) ?? Outcome.Refused(over);
        var kind = outcome.Refusal is null ? ItemResultKind.Repeated : ItemResultKind.Refused;
        return new(outcome, [.. asked.Select(a => new ItemResult(a.Item, kind, outcome.Refusal))]);
    }

    private IReviewPartGrain PartOf(CampaignId campaign, ItemNumber item) =>
        commands.Grains.GetGrain<IReviewPartGrain>(ReviewPartId.Of(campaign, item).ToString());

    private static void InterlockedMax(ref long most, long value)
    {
        for (var before = Volatile.Read(ref most); before < value; before = Volatile.Read(ref most))
            Interlocked.CompareExchange(ref most, value, before);
    }
}

/// <summary>What became of one of many commands.</summary>
/// <param name="Failure">Of what failed instead of being refused.</param>
public readonly record struct ItemResultOf(ItemResultKind Kind, Refusal? Refusal, Google.Rpc.Status? Failure);
