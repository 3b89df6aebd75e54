using System.Collections.Immutable;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.Grains.Reviews;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Reviews.Populations;

namespace AccessGovernance.Server.Reviews.Running;

/// <summary>
/// Finds others for reviewers who left, and, when that is due, for those who do not answer. What somebody answered before they left stays. Who was
/// put in whose place, and why, is recorded with the item.
/// </summary>
internal sealed class Substitutes(
    ReviewReader reviews, Presences presences, ReviewerSourcesFinder sources, ItemFinding finding, CampaignCommands commands)
{
    /// <summary>Replaces, in all open items of a campaign, reviewers of whom no identity is left.</summary>
    /// <returns>Whether anything was recorded.</returns>
    public async Task<bool> ReplaceGone(CampaignRecord campaign)
    {
        // Taken first: what the read models then answer is at least as new.
        var changed = commands.DirectoryChanged;
        await commands.ReadModelsReached();
        var gone = presences.Gone(reviews.Reviewers(campaign.Id), changed, commands.Now);
        if (gone.Count == 0)
            return false;
        var known = await Sources(campaign);
        return await ForEachPart(campaign, "replace-gone", item => item.Places
            .Where(p => gone.Contains(p.Reviewer) && p.Answer == Answer.None)
            .Select(p => Replacement(campaign, item, p, known, ReplacementCause.ReviewerLeft)).FirstOrDefault(r => r is not null), repeats: true);
    }

    /// <summary>Adds the managers of those who still owe an answer, or puts them in their places; once for each stage, however often it is called.</summary>
    public async Task Escalate(CampaignRecord campaign, EscalationKind kind)
    {
        var known = await Sources(campaign);
        await ForEachPart(campaign, "escalate", item => item.Places
            .Where(p => p.Answer == Answer.None && !p.Kinds.HasFlag(ReviewerKinds.Escalation))
            .Select(p => Escalation(campaign, item, p, known, kind)).FirstOrDefault(r => r is not null), repeats: false);
    }

    private async Task<ReviewerSources> Sources(CampaignRecord campaign) =>
        sources.Find([campaign.StageDefinition.Reviewers], commands.Now, await commands.ReadModelsReached(), CancellationToken.None);

    private ReplaceReviewer? Replacement(CampaignRecord campaign, ItemRecord item, Assignment place, ReviewerSources known, ReplacementCause cause)
    {
        var facts = ItemFinding.FactsOf(item, finding.SubjectsSince(campaign, item));
        var barred = campaign.Basis.Settings.Rules.Barred;
        var found = ReviewerResolution.Replace(place, item.Places, campaign.StageDefinition.Reviewers, facts, barred, known);
        return found.Reviewers is [var by, ..] ? new ReplaceReviewer(place.Reviewer, by.Person, cause) : null;
    }

    private ReviewItemCommand? Escalation(CampaignRecord campaign, ItemRecord item, Assignment place, ReviewerSources known, EscalationKind kind)
    {
        var facts = ItemFinding.FactsOf(item, finding.SubjectsSince(campaign, item));
        if (ReviewerResolution.Above(place, item.Places, facts, campaign.Basis.Settings.Rules.Barred, known).Reviewers is not [var above, ..])
            return null;
        return kind == EscalationKind.AddManager
            ? new AddReviewer(above.Person, above.Kinds)
            : new ReplaceReviewer(place.Reviewer, above.Person, ReplacementCause.NoResponse);
    }

    private async Task<bool> ForEachPart(CampaignRecord campaign, string purpose, Func<ItemRecord, ReviewItemCommand?> commandFor, bool repeats)
    {
        var recorded = 0;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = CampaignSteps.MaxParts };
        await Parallel.ForAsync(0, ReviewPartId.CountFor(campaign.Population!.Items), parallel, async (number, _) =>
        {
            var part = new ReviewPartId(campaign.Id, number);
            var requests = reviews.Part(part).Where(i => i.IsInReview && i.Stage == campaign.Stage)
                .Select(i => (Item: i, Command: commandFor(i))).Where(r => r.Command is not null)
                .Select(r => new ItemRequest(r.Item.Number, r.Command!, finding.SubjectsSince(campaign, r.Item))).ToImmutableArray();
            if (requests.IsEmpty)
                return;
            var done = await commands.Execute(part, requests, campaign.Stage, campaign.Rules, purpose, repeats ? string.Join(',', requests) : "once");
            if (done.Results.Any(r => r.Kind == ItemResultKind.Recorded))
                Interlocked.Increment(ref recorded);
        });
        return recorded > 0;
    }
}
