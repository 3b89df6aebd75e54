using System.Collections.Immutable;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
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
    ReviewReader reviews, Presences presences, ReviewerSourcesFinder sources, ItemFinding finding, StepNotes notes, CampaignCommands commands)
{
    private const string Gone = "reviewers gone";

    /// <summary>Between two looks for others where nobody was found: a look reads everybody and all items.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>Replaces, in all open items of a campaign, reviewers of whom no identity is left.</summary>
    /// <returns>Whether anything was recorded.</returns>
    public async Task<bool> ReplaceGone(CampaignRecord campaign)
    {
        // Taken first: what the read models then answer is at least as new.
        var changed = commands.DirectoryChanged;
        await commands.ReadModelsReached();
        var gone = presences.Gone(reviews.Owed(campaign.Id).Select(o => o.Reviewer), changed, commands.Now);
        if (gone.Count == 0)
            notes.Forget(campaign.Id, Gone);
        var seen = (campaign.Stage, string.Join('\n', gone.Select(p => p.Value).Order(StringComparer.Ordinal)));
        if (gone.Count == 0 || notes.Rests(campaign.Id, Gone, seen, commands.Now))
            return false;
        notes.Rest(campaign.Id, Gone, seen, commands.Now.Plus(Pause));
        var known = await Sources(campaign);
        var replaced = await ForEachPart(campaign, "replace-gone", item => item.Places
            .Where(p => gone.Contains(p.Reviewer) && p.Answer == Answer.None)
            .Select(p => Replacement(campaign, item, p, known, ReplacementCause.ReviewerLeft)).FirstOrDefault(r => r is not null));
        if (replaced)
            notes.Forget(campaign.Id, Gone);
        return replaced;
    }

    /// <summary>Replaces those whose answer does not count, because it has turned out to be about their own access.</summary>
    /// <returns>Whether anything was recorded.</returns>
    public async Task<bool> ReplaceConcerned(CampaignRecord campaign)
    {
        var (known, rules) = (await Sources(campaign), campaign.Basis.Settings.Rules);
        return await ForEachPart(campaign, "replace-concerned", item =>
        {
            var facts = ItemFinding.FactsOf(item, finding.SubjectsSince(campaign, item));
            return item.Places.Where(p => ReviewItem.Counted(p, facts, rules).SignedOff != p.SignedOff)
                .Select(p => Replacement(campaign, item, p, known, ReplacementCause.NoResponse)).FirstOrDefault(r => r is not null);
        });
    }

    /// <summary>Adds the managers of those who still owe an answer, or puts them in their places; once for each stage, however often it is called.</summary>
    public async Task Escalate(CampaignRecord campaign, EscalationKind kind)
    {
        var known = await Sources(campaign);
        await ForEachPart(campaign, async part =>
        {
            // A call names an item once, and several of its reviewers may be silent: place by place. What each comes to does not depend on how far an
            // earlier, interrupted time came.
            var places = reviews.Part(part).Where(i => i.IsInReview).Select(i => i.Places.Length).DefaultIfEmpty().Max();
            var recorded = false;
            for (var place = 0; place < places; place++)
            {
                var (round, basis) = (place, place == 0 ? "once" : $"once, place {place}");
                recorded |= await Execute(campaign, part, "escalate", item => Escalation(campaign, item, round, known, kind), basis);
            }
            return recorded;
        });
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

    private ReviewItemCommand? Escalation(CampaignRecord campaign, ItemRecord item, int at, ReviewerSources known, EscalationKind kind)
    {
        if (at >= item.Places.Length || item.Places[at] is not { Answer: Answer.None } place || place.Kinds.HasFlag(ReviewerKinds.Escalation))
            return null;
        // Whoever was put beside somebody already is beside all of them.
        var present = kind == EscalationKind.AddManager ? item.Places.RemoveAll(p => p.Kinds.HasFlag(ReviewerKinds.Escalation)) : item.Places;
        var facts = ItemFinding.FactsOf(item, finding.SubjectsSince(campaign, item));
        if (ReviewerResolution.Above(place, present, facts, campaign.Basis.Settings.Rules.Barred, known).Reviewers is not [var above, ..])
            return null;
        return kind == EscalationKind.AddManager
            ? new AddReviewer(above.Person, above.Kinds)
            : new ReplaceReviewer(place.Reviewer, above.Person, ReplacementCause.NoResponse);
    }

    private Task<bool> ForEachPart(CampaignRecord campaign, string purpose, Func<ItemRecord, ReviewItemCommand?> commandFor) =>
        ForEachPart(campaign, part => Execute(campaign, part, purpose, commandFor, basis: null));

    private static async Task<bool> ForEachPart(CampaignRecord campaign, Func<ReviewPartId, Task<bool>> execute)
    {
        var recorded = 0;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = CampaignSteps.MaxParts };
        await Parallel.ForAsync(0, ReviewPartId.CountFor(campaign.Population!.Items), parallel, async (number, _) =>
        {
            if (await execute(new(campaign.Id, number)))
                Interlocked.Increment(ref recorded);
        });
        return recorded > 0;
    }

    // What it records is known to the read model when it returns.
    private async Task<bool> Execute(
        CampaignRecord campaign, ReviewPartId part, string purpose, Func<ItemRecord, ReviewItemCommand?> commandFor, string? basis)
    {
        if (reviews.Campaign(campaign.Id)!.Status != CampaignStatus.InReview)
            return false;
        var requests = reviews.Part(part).Where(i => i.IsInReview && i.Stage == campaign.Stage)
            .Select(i => (Item: i, Command: commandFor(i))).Where(r => r.Command is not null)
            .Select(r => new ItemRequest(r.Item.Number, r.Command!, finding.SubjectsSince(campaign, r.Item))).ToImmutableArray();
        if (requests.IsEmpty)
            return false;
        var done = await commands.Execute(part, requests, campaign.Stage, campaign.Rules, purpose, basis ?? string.Join(',', requests));
        await commands.ReviewsReached(done.Outcome);
        return done.Results.Any(r => r.Kind == ItemResultKind.Recorded);
    }
}
