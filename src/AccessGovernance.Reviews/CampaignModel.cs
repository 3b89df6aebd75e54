using System.Collections.Immutable;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.Reviews;

/// <summary>One campaign, its items and what they count to, folded from the log. Not thread-safe: <see cref="ReviewReader"/> guards it.</summary>
internal sealed class CampaignModel(CampaignId id, WorkQueues queues)
{
    private readonly Campaign campaign = new();
    private readonly List<ReviewPart> parts = [];
    private readonly SortedDictionary<OutcomeKind, int> outcomes = [];
    private readonly SortedDictionary<CaseState, int> cases = [];
    private readonly List<StageTally> stages = [];
    private Instant begunAt;
    private Instant? stageBegunAt;
    private string launchedBy = "";
    private ICampaignSignOff? signOff;
    private ICampaignClosing? report;
    private OwnAccessKept? kept;
    private OwnAccessLeftOut? leftOut;
    private readonly List<OpenItems> open = [];
    private readonly OwedPlaces owed = new();
    private int frozen;
    private int passedOn;
    private int extensions;

    public CampaignStatus Status => campaign.Status;

    /// <summary>The present stage; items come to the next one part by part before it begins.</summary>
    public int Stage => campaign.Stage;

    public void Apply(CampaignEvent what, Instant at, string actor)
    {
        campaign.Fold(what, default);
        switch (what)
        {
            case LaunchBegun: (begunAt, launchedBy) = (at, actor); break;
            case CampaignLaunched:
                stageBegunAt = at;
                DropSurplus();
                break;
            case ReviewStageBegun: stageBegunAt = at; break;
            case ReviewStageExtended: extensions++; break;
            case OwnAccessKept e: kept = e; break;
            case OwnAccessLeftOut e: leftOut = e; break;
            case ICampaignSignOff e: signOff = e; break;
            case ICampaignClosing e: report = e; break;
        }
    }

    public void Apply(ReviewPartId id, ReviewEvent what)
    {
        if (IsSurplus(id.Number))
            return;
        while (parts.Count <= id.Number)
            parts.Add(new());
        var part = parts[id.Number];
        switch (what)
        {
            case PopulationFrozen or PopulationContinued: Replace(part, what); break;
            case ReviewItemEvent e: Change(part, e.Item, what); break;
            case RemediationEvent e: Change(part, e.Item, what); break;
            default: part.Fold(what, default); break;
        }
    }

    // What an attempt froze that found more than the one that launched is in no campaign.
    private bool IsSurplus(int part) => campaign.Population is { } population && part >= ReviewPartId.CountFor(population.Items);

    private void DropSurplus()
    {
        while (IsSurplus(parts.Count - 1))
        {
            foreach (var item in parts[^1].Items)
                Move(parts[^1], item, null);
            parts.RemoveAt(parts.Count - 1);
        }
    }

    public (ReviewPart Part, ReviewItem Item)? Find(ItemNumber number)
    {
        var part = number.Value < 1 ? -1 : ReviewPartId.Of(id, number).Number;
        return part >= 0 && part < parts.Count && parts[part].Find(number) is { } item ? (parts[part], item) : null;
    }

    /// <summary>The items of a part, in order; none where it is not frozen.</summary>
    public IEnumerable<ItemRecord> PartOf(int number) => number < parts.Count ? parts[number].Items.Select(i => ToRecord(parts[number], i)) : [];

    /// <summary>Who has not answered in a stage.</summary>
    public IEnumerable<OwedItems> Owed(int stage) => owed.In(stage);

    public ItemRecord ToRecord(ReviewPart part, ReviewItem item)
    {
        var found = part.FrozenOf(item.Number);
        return new(id, found, item.Stage, item.Assignments, item.Outcome, item.IsFinished)
        {
            Resolution = part.Resolutions[found.Reviewers], Case = part.CaseOf(item.Number) is { } open ? ToRecord(open) : null,
        };
    }

    public CampaignRecord ToRecord() => new(id, campaign.Status, campaign.Basis!, campaign.Population, begunAt)
    {
        LaunchedBy = launchedBy, Stage = campaign.Stage, StageBegunAt = stageBegunAt, Deadlines = [.. campaign.Deadlines], Extensions = extensions,
        LaunchAttempts = campaign.LaunchAttempts,
        SignOff = signOff, Report = report, Kept = kept, LeftOut = leftOut,
        Counts = new()
        {
            Frozen = frozen, PassedOn = passedOn, Open = campaign.Stage < open.Count ? open[campaign.Stage] : default,
            Outcomes = outcomes.Where(o => o.Value > 0).ToImmutableSortedDictionary(), Cases = cases.Where(c => c.Value > 0).ToImmutableSortedDictionary(),
                Stages = [.. stages],
        },
    };

    private static CaseRecord ToRecord(RemediationCase open) => new(open.State, open.Action, open.RequestedAt, open.DueAt, open.Attempts)
    {
        ObservedAt = open.ObservedAt == default ? null : open.ObservedAt, ExceptedUntil = open.ExceptedUntil == default ? null : open.ExceptedUntil,
        Through = open.Through, Failures = open.Failures, RetryAt = open.State == CaseState.Failed ? open.RetryAt : null,
    };

    private void Replace(ReviewPart part, ReviewEvent what)
    {
        foreach (var item in part.Items)
            Move(part, item, null);
        part.Fold(what, default);
        foreach (var item in part.Items)
            Move(part, null, item);
    }

    private void Change(ReviewPart part, ItemNumber number, ReviewEvent what)
    {
        var item = part.Find(number) ?? throw new InvalidOperationException($"{what.GetType().Name} is of item {number}, which was never frozen.");
        Count(part, item, -1);
        if (what is ItemDelegated or ReviewerReplaced or ReviewerAdded)
            passedOn++;
        if (what is ItemStageClosed closed)
            Tally(item, closed);
        part.Fold(what, default);
        var now = part.Find(number)!;
        Count(part, now, 1);
        Requeue(part, item, now);
    }

    private void Move(ReviewPart part, ReviewItem? before, ReviewItem? after)
    {
        if (before is not null)
            Count(part, before, -1);
        if (after is not null)
            Count(part, after, 1);
        Requeue(part, before, after);
    }

    private void Tally(ReviewItem item, ItemStageClosed closed)
    {
        while (stages.Count <= closed.Stage)
            stages.Add(default);
        var (items, answered, signed, on) = stages[closed.Stage];
        stages[closed.Stage] = new(items + 1, answered + (closed.Result == StageResults.Undecided ? 0 : 1), signed + (OpenItems.IsSignedOff(item) ? 1 : 0),
            on + (closed.Finished ? 0 : 1));
    }

    // Taken out as it was and put in as it is: no event can be counted in one place and forgotten in another.
    private void Count(ReviewPart part, ReviewItem item, int by)
    {
        frozen += by;
        if (part.CaseOf(item.Number) is { } remediation)
            cases[remediation.State] = cases.GetValueOrDefault(remediation.State) + by;
        if (item.IsFinished)
            outcomes[item.Outcome.Kind] = outcomes.GetValueOrDefault(item.Outcome.Kind) + by;
        if (!item.IsInReview)
            return;
        while (open.Count <= item.Stage)
            open.Add(default);
        open[item.Stage] = open[item.Stage].With(item, by);
    }

    // Of an item that many review, most events change one place of it, and none of the queues.
    private void Requeue(ReviewPart part, ReviewItem? before, ReviewItem? after)
    {
        var (was, now) = (PlacesOf(before), PlacesOf(after));
        var isSameStage = before?.Stage == after?.Stage;
        for (var i = 0; i < was.Length; i++)
        {
            if (!isSameStage || i >= now.Length || now[i] != was[i])
                owed.Count(before!.Stage, was[i], -1);
            if (i >= now.Length || now[i].Reviewer != was[i].Reviewer)
                queues.Remove(was[i].Reviewer, id, part.FrozenOf(before!.Number).Risk, before.Number);
        }
        for (var i = 0; i < now.Length; i++)
        {
            if (!isSameStage || i >= was.Length || now[i] != was[i])
                owed.Count(after!.Stage, now[i], 1);
            if (i >= was.Length || now[i].Reviewer != was[i].Reviewer)
                queues.Add(now[i].Reviewer, id, part.FrozenOf(after!.Number).Risk, after.Number);
        }
    }

    private static ImmutableArray<Assignment> PlacesOf(ReviewItem? item) => item is { IsInReview: true } ? item.Assignments : [];
}
