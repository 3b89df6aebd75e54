using System.Collections.Immutable;
using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.EventLog;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Reviews.Populations;

namespace AccessGovernance.Server.Reviews.Running;

/// <summary>
/// Freezes the population of a campaign, part by part, and begins its first stage. Interrupted, it finds the population again and
/// freezes what is missing or differs.
/// </summary>
internal sealed class LaunchStep(
    PopulationFinder populations, ReviewReader reviews, DirectoryReader directory, CampaignCommands commands, IEventLog log)
{
    /// <returns>True: a launch ends in review or cancelled.</returns>
    public async Task<bool> Run(CampaignRecord campaign)
    {
        var basis = campaign.Basis;
        await commands.ReadModelsReached();
        var question = PopulationQuestion.Of(campaign, reviews.Definition(basis.Definition)!, directory) with
        {
            Origins = await GrantOrigins.Read(basis.Settings, log, basis.Position, CancellationToken.None),
        };
        var found = populations.Find(question, null, CancellationToken.None);
        if (basis.IterationOf is { } earlier)
            found = PopulationFinder.Only(found, UnansweredIn(earlier));
        if (Campaign.CheckPopulation(found.Population, basis.EverythingIntended, basis.UnassignedIntended) is { } refusal)
            return await Cancel(campaign.Id, refusal.Message);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = CampaignSteps.MaxParts };
        await Parallel.ForAsync(0, ReviewPartId.CountFor(found.Population.Items), parallel, async (number, _) =>
        {
            var outcome = await commands.Freeze(new(campaign.Id, number), PartOf(found, number));
            if (outcome.Refusal is { } refused)
                throw new InvalidOperationException($"Part {number} cannot be frozen: {refused.Message}");
        });
        var clock = ZoneClocks.Of(basis.Settings.Calendar.Zone, commands.Now);
        var launched = await commands.Execute(campaign.Id, new CompleteLaunch(found.Population, clock, found.Kept), "launch");
        // Told as soon as every silo can read what is to be recorded.
        if (launched.Refusal is { Reason: RefusalReason.NotYetActive } later)
            throw new InvalidOperationException($"The campaign is not launched yet: {later.Message}");
        return launched.Refusal is null || await Cancel(campaign.Id, launched.Refusal.Message);
    }

    // An iteration opens again what nobody answered, and nothing else.
    private Func<FrozenItem, bool> UnansweredIn(CampaignId earlier)
    {
        var unanswered = new HashSet<(IdentityId, EntitlementId)>();
        var items = reviews.Campaign(earlier)?.Population?.Items ?? 0;
        for (var number = 0; number < ReviewPartId.CountFor(items); number++)
        {
            unanswered.UnionWith(reviews.Part(new(earlier, number)).Where(i => !i.IsFinished || i.Outcome.BySilence)
                .Select(i => (i.Frozen.Identity, i.Frozen.Entitlement)));
        }
        return item => unanswered.Contains((item.Identity, item.Entitlement));
    }

    // Nobody waits for the answer any more: why there is no campaign is said in its own history.
    private async Task<bool> Cancel(CampaignId campaign, string why)
    {
        await commands.Execute(campaign, new CancelCampaign([], $"not launched: {why}"), "cancel-launch");
        return true;
    }

    private static PopulationFrozen PartOf(FoundPopulation found, int number)
    {
        var first = number * ReviewPartId.MaxItems;
        var items = ImmutableArray.CreateBuilder<FrozenItem>(Math.Min(ReviewPartId.MaxItems, found.Items.Length - first));
        var places = new Dictionary<int, int>();
        for (var i = first; i < first + items.Capacity; i++)
        {
            var item = found.Items[i];
            if (!places.TryGetValue(item.Reviewers, out var place))
                places[item.Reviewers] = place = places.Count;
            items.Add(item with { Reviewers = place });
        }
        return new(items.MoveToImmutable(), [.. places.OrderBy(p => p.Value).Select(p => found.Resolutions[p.Key])]);
    }
}
