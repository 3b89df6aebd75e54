using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;
using System.Collections.Immutable;

namespace AccessGovernance.Server.Services.Reviewing;

/// <summary>A stage of an item that is over: its result, and its places as they were then.</summary>
/// <param name="EndedAt">When that was recorded, by the writer's clock.</param>
public sealed record PastStage(int Stage, StageResults Result, ImmutableArray<Assignment> Places, Instant EndedAt);

/// <summary>What somebody wrote about an item.</summary>
/// <param name="Stage">The stage that the item was in, from 0 on.</param>
/// <param name="Text">Null once it is forgotten.</param>
/// <param name="Answer">Of the justification of an answer; none for anything else.</param>
public sealed record Remark(int Stage, PersonId Person, Instant At, string? Text, Answer Answer);

/// <summary>What happened to one item, in order.</summary>
public sealed record ItemHistory(IReadOnlyList<PastStage> Stages, IReadOnlyList<Remark> Remarks);

/// <summary>Reads what happened to an item from the stream of its part, and opens what was written about it.</summary>
public sealed class ItemHistories(IEventLog log, EventCodec codec)
{
    public async ValueTask<ItemHistory> Of(CampaignId campaign, ItemNumber number, CancellationToken cancellation)
    {
        var remarks = new List<Remark>();
        var stages = await Read(campaign, number, (recorded, what, stage) =>
        {
            if (Opened(recorded, what, stage) is { } remark)
                remarks.Add(remark);
        }, cancellation);
        return new(stages, remarks);
    }

    /// <summary>Its stages that are over; opens nothing that was written.</summary>
    public async ValueTask<IReadOnlyList<PastStage>> StagesOf(CampaignId campaign, ItemNumber number, CancellationToken cancellation) =>
        await Read(campaign, number, (_, _, _) => { }, cancellation);

    private async ValueTask<IReadOnlyList<PastStage>> Read(
        CampaignId campaign, ItemNumber number, Action<RecordedEvent, DomainEvent, int> other, CancellationToken cancellation)
    {
        var (part, stages) = (new ReviewPart(), new List<PastStage>());
        await foreach (var page in log.ReadStream(StreamNames.Of(ReviewPartId.Of(campaign, number)), 0, cancellation))
        {
            foreach (var recorded in page)
            {
                var what = EventCodec.Decode(recorded);
                if (what is ReviewItemEvent { Item: var item } && item == number && part.Find(number) is { } now)
                {
                    if (what is ItemStageClosed closed)
                        stages.Add(new(closed.Stage, closed.Result, now.Assignments, recorded.Stamp));
                    else
                        other(recorded, what, now.Stage);
                }
                part.Fold(what, default);
            }
        }
        return stages;
    }

    private Remark? Opened(RecordedEvent recorded, DomainEvent what, int stage) => what is not ExplainedItemEvent { Text: not null } ? null
        : codec.Open(recorded, what) switch
        {
            ItemAnswered e => new(stage, e.Reviewer, recorded.Stamp, e.Text?.PlainText, e.Answer),
            ItemCommented e => new(stage, e.Reviewer, recorded.Stamp, e.Text?.PlainText, Answer.None),
            ItemDelegated e => new(stage, e.From, recorded.Stamp, e.Text?.PlainText, Answer.None),
            _ => null,
        };
}
