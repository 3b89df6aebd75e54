using System.Collections.Immutable;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.Grains;
using AccessGovernance.Grains.Reviews;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Reviews.Populations;

namespace AccessGovernance.Server.Reviews.Running;

/// <summary>Ends a stage whose deadline is over, or of which every reviewer signed off: each item by its answers, then the stage itself.</summary>
internal sealed class StageStep(
    ReviewReader reviews, ReviewerSourcesFinder sources, Substitutes substitutes, ItemFinding finding, StepNotes notes, CampaignCommands commands)
{
    /// <summary>Between two looks at a stage in which everybody signed off and some answer does not count.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private const string Uncounted = "uncounted answers";

    /// <summary>When something falls due in a stage by time alone: its deadline, or an escalation before that.</summary>
    public Instant NextDue(CampaignRecord campaign) =>
        EscalationOf(campaign) is var (at, _) && at > commands.Now ? at : campaign.Rules.Deadline;

    /// <returns>Whether anything was recorded that calls for another look.</returns>
    public async Task<bool> Run(CampaignRecord campaign)
    {
        if (!IsOver(campaign))
            return await Substitute(campaign);
        var settings = campaign.Basis.Settings;
        var next = campaign.Stage + 1 < settings.Stages.Length ? settings.Stages[campaign.Stage + 1] : null;
        var reviewers = next is null ? null : sources.Find([next.Reviewers], commands.Now, await commands.ReadModelsReached(), CancellationToken.None);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = CampaignSteps.MaxParts };
        var last = new Outcome?[ReviewPartId.CountFor(campaign.Population!.Items)];
        await Parallel.ForAsync(0, last.Length, parallel,
            async (number, _) => last[number] = await Close(campaign, new(campaign.Id, number), next, reviewers));
        await commands.ReviewsReached();
        if (last.MaxBy(o => o?.Position ?? 0) is { } furthest)
            await commands.ReviewsReached(furthest);
        // Cancelled meanwhile, or some item waits for somebody else after all: it is looked at again.
        if (reviews.Campaign(campaign.Id)!.Status != CampaignStatus.InReview || last.Any(o => o?.Refusal is not null))
            return last.Any(o => o is { Changed: true });
        var tally = reviews.Campaign(campaign.Id)!.Counts.Stages.ElementAtOrDefault(campaign.Stage);
        var ended = await commands.Execute(campaign.Id,
            new EndStage(campaign.Stage, tally, ZoneClocks.Of(settings.Calendar.Zone, commands.Now)), "end-stage", $"{campaign.Stage}");
        return ended.Refusal is { } refusal
            ? throw new InvalidOperationException($"Stage {campaign.Stage + 1} did not end: {refusal.Message}")
            : true;
    }

    private async Task<bool> Substitute(CampaignRecord campaign)
    {
        if (EscalationOf(campaign) is var (at, kind) && commands.Now >= at && notes.Again(campaign.Id, Escalated(campaign)) is null)
        {
            await substitutes.Escalate(campaign, kind);
            // Not again by this process; another one asks each part, which answers that it was done.
            notes.Rest(campaign.Id, Escalated(campaign), 0, Instant.Forever);
        }
        return await substitutes.ReplaceGone(campaign) || await ReplaceConcerned(campaign);
    }

    private async Task<bool> ReplaceConcerned(CampaignRecord campaign)
    {
        if (!SignedOffStage.AsRecorded(campaign) || IsPaused(campaign))
            return false;
        notes.Rest(campaign.Id, Uncounted, 0, commands.Now.Plus(Pause));
        return await substitutes.ReplaceConcerned(campaign);
    }

    private bool IsPaused(CampaignRecord campaign) => notes.Rests(campaign.Id, Uncounted, 0, commands.Now);

    private static string Escalated(CampaignRecord campaign) => $"escalated in {campaign.Stage}";

    private static (Instant At, EscalationKind Kind)? EscalationOf(CampaignRecord campaign)
    {
        var notices = campaign.Basis.Settings.Notices;
        foreach (var due in NoticeSchedule.Of(notices, campaign.StageBegunAt!.Value, campaign.Rules.Deadline))
        {
            if (due.Kind == NoticeKind.Escalation)
                return (due.At, notices.Escalation!.Kind);
        }
        return null;
    }

    private bool IsOver(CampaignRecord campaign)
    {
        if (commands.Now >= campaign.Rules.Deadline)
            return true;
        if (!SignedOffStage.AsRecorded(campaign))
            notes.Forget(campaign.Id, Uncounted);
        return !IsPaused(campaign) && SignedOffStage.Is(reviews, campaign, i => finding.SubjectsSince(campaign, i));
    }

    private async Task<Outcome?> Close(CampaignRecord campaign, ReviewPartId part, StageDefinition? next, ReviewerSources? reviewers)
    {
        await commands.ReviewsReached();
        if (reviews.Campaign(campaign.Id)!.Status != CampaignStatus.InReview)
            return null;
        var requests = ImmutableArray.CreateBuilder<ItemRequest>();
        foreach (var item in reviews.Part(part))
        {
            if (!item.IsInReview || item.Stage != campaign.Stage)
                continue;
            var since = finding.SubjectsSince(campaign, item);
            requests.Add(new(item.Number, new CloseItemStage(next is null ? null : Resolve(campaign, item, since, next, reviewers!)), since));
        }
        if (requests.Count == 0)
            return null;
        var numbers = string.Join(',', requests.Select(r => r.Item));
        var closed = await commands.Execute(part, requests.DrainToImmutable(), campaign.Stage, campaign.Rules, "close-items", numbers);
        var refused = closed.Results.Where(r => r.Kind == ItemResultKind.Refused).Select(r => r.Refusal!).ToList();
        if (refused.Find(r => r.Reason != RefusalReason.StageNotOver) is { } refusal)
            throw new InvalidOperationException($"An item of part {part.Number} did not end its stage: {refusal.Message}");
        return closed.Outcome with { Refusal = refused.FirstOrDefault() };
    }

    private static ImmutableArray<AssignedReviewer> Resolve(
        CampaignRecord campaign, ItemRecord item, ImmutableArray<PersonId> since, StageDefinition next, ReviewerSources reviewers)
    {
        var facts = ItemFinding.FactsOf(item, since);
        return ReviewerResolution.Resolve(next.Reviewers, facts, campaign.Basis.Settings.Rules.Barred, reviewers).Reviewers;
    }
}
