using System.Collections.Concurrent;
using System.Collections.Immutable;
using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.Grains;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Reviews.Populations;

namespace AccessGovernance.Server.Reviews.Running;

/// <summary>
/// Freezes the population of a campaign, part by part, and begins its first stage. Interrupted, it finds the population again in
/// another attempt, which freezes what is missing or differs, and bars the attempts before.
/// </summary>
internal sealed class LaunchStep(
    PopulationFinder populations, ReviewReader reviews, DirectoryReader directory, CampaignCommands commands)
{
    // Attempts of this process that have frozen nothing yet: one for each campaign that is launching.
    private readonly ConcurrentDictionary<CampaignId, int> begun = [];

    /// <returns>True: a launch ends in review or cancelled.</returns>
    /// <exception cref="InvalidOperationException">Another node launches it too, or some do not know yet what is to be recorded: to be tried again.</exception>
    public async Task<bool> Run(CampaignRecord campaign)
    {
        var attempt = await Begin(campaign);
        var found = await Find(campaign);
        begun.TryRemove(campaign.Id, out _);
        if (Campaign.CheckPopulation(found.Population, campaign.Basis.EverythingIntended, campaign.Basis.UnassignedIntended) is { } refusal)
            return await GiveUp(campaign.Id, attempt, refusal.Message);
        if (await Freeze(campaign.Id, attempt, found) is { } tooLarge)
            return await GiveUp(campaign.Id, attempt, tooLarge);
        var clock = ZoneClocks.Of(campaign.Basis.Settings.Calendar.Zone, commands.Now);
        var launched = await commands.Execute(campaign.Id, new CompleteLaunch(attempt, found.Population, clock, found.Kept), "launch", $"{attempt}");
        if (launched.Refusal is { Reason: not (RefusalReason.NotYetActive or RefusalReason.CampaignNotLaunching) } refused)
            return await GiveUp(campaign.Id, attempt, refused.Message);
        Expect(launched);
        return true;
    }

    // What failed before anything was frozen goes on as the same attempt: what is recorded wakes the campaign, and would do so for ever.
    private async Task<int> Begin(CampaignRecord campaign)
    {
        if (begun.TryGetValue(campaign.Id, out var own) && own == campaign.LaunchAttempts)
            return own;
        var attempt = campaign.LaunchAttempts + 1;
        Expect(await commands.Attempt(campaign.Id, attempt));
        return begun[campaign.Id] = attempt;
    }

    private async Task<FoundPopulation> Find(CampaignRecord campaign)
    {
        var basis = campaign.Basis;
        await commands.ReadModelsReached();
        var question = PopulationQuestion.Of(campaign, reviews.Definition(basis.Definition)!, directory);
        var found = populations.Find(question, null, CancellationToken.None);
        return basis.IterationOf is { } earlier ? PopulationFinder.Only(found, UnansweredIn(earlier)) : found;
    }

    /// <returns>Why it cannot be frozen at all; null when it is.</returns>
    private async Task<string?> Freeze(CampaignId campaign, int attempt, FoundPopulation found)
    {
        string? tooLarge = null;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = CampaignSteps.MaxParts };
        await Parallel.ForAsync(0, ReviewPartId.CountFor(found.Population.Items), parallel, async (number, _) =>
        {
            var pieces = PopulationPieces.Of(PartOf(found, number));
            if (pieces.TooLarge is { } why)
                Interlocked.CompareExchange(ref tooLarge, why, null);
            if (Volatile.Read(ref tooLarge) is null)
                Expect(await commands.Freeze(new(campaign, number), attempt, pieces));
        });
        return tooLarge;
    }

    // Also told as soon as every silo can read what is to be recorded.
    private static void Expect(Outcome outcome)
    {
        if (outcome.Refusal is { } refusal)
            throw new InvalidOperationException($"The campaign is not launched yet: {refusal.Message}");
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
    private async Task<bool> GiveUp(CampaignId campaign, int attempt, string why)
    {
        Expect(await commands.Execute(campaign, new GiveUpLaunch(attempt, $"not launched: {why}"), "give-up-launch", $"{attempt}"));
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
