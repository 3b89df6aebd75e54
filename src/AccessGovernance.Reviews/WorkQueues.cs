using System.Collections.Immutable;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Reviews;

namespace AccessGovernance.Reviews;

/// <summary>Which items each reviewer has places in: for each campaign and risk the numbers of the items, in order.</summary>
internal sealed class WorkQueues
{
    private static readonly int Risks = Enum.GetValues<Risk>().Length;

    private readonly Dictionary<PersonId, SortedDictionary<Guid, NumberSet[]>> queues = [];

    /// <summary>How often an item came into a queue or left one.</summary>
    public long Moves { get; private set; }

    public void Add(PersonId reviewer, CampaignId campaign, Risk risk, ItemNumber item)
    {
        Moves++;
        if (!queues.TryGetValue(reviewer, out var own))
            queues[reviewer] = own = [];
        if (!own.TryGetValue(campaign.Value, out var byRisk))
            own[campaign.Value] = byRisk = [.. Enumerable.Range(0, Risks).Select(_ => new NumberSet())];
        byRisk[(int)risk - 1].Add(item.Value);
    }

    public void Remove(PersonId reviewer, CampaignId campaign, Risk risk, ItemNumber item)
    {
        Moves++;
        if (!queues.TryGetValue(reviewer, out var own) || !own.TryGetValue(campaign.Value, out var byRisk))
            return;
        byRisk[(int)risk - 1].Remove(item.Value);
        if (!Array.TrueForAll(byRisk, items => items.Count == 0))
            return;
        own.Remove(campaign.Value);
        if (own.Count == 0)
            queues.Remove(reviewer);
    }

    /// <summary>All places of some persons in the order of pages, after a place of that order.</summary>
    public IEnumerable<WorkPlace> Of(ImmutableArray<PersonId> reviewers, CampaignId? only, WorkPlace? after)
    {
        var campaigns = new SortedSet<Guid>();
        foreach (var reviewer in reviewers)
        {
            if (queues.TryGetValue(reviewer, out var own))
                campaigns.UnionWith(own.Keys.Where(c => only is null || only.Value.Value == c));
        }
        for (var risk = after?.Risk ?? Risks; risk >= 1; risk--)
        {
            foreach (var campaign in campaigns)
            {
                var last = after is { } place && risk == place.Risk ? campaign.CompareTo(place.Campaign.Value) : 1;
                if (last < 0)
                    continue;
                foreach (var item in Merged(reviewers, campaign, risk, last == 0 ? after!.Value.Item : 0))
                    yield return new(risk, new(campaign), item);
            }
        }
    }

    private IEnumerable<int> Merged(ImmutableArray<PersonId> reviewers, Guid campaign, int risk, int after)
    {
        var sets = reviewers.Select(r => queues.GetValueOrDefault(r)?.GetValueOrDefault(campaign)?[risk - 1]).OfType<NumberSet>().ToList();
        // Nearly everybody is one person.
        return sets is [var only] ? only.After(after) : sets.SelectMany(s => s.After(after)).Distinct().Order();
    }
}
