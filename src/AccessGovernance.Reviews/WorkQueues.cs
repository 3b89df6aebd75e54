using System.Collections.Immutable;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Reviews;

namespace AccessGovernance.Reviews;

/// <summary>Which items each reviewer has places in: for each campaign and risk the numbers of the items, in order. Four bytes an item.</summary>
internal sealed class WorkQueues
{
    private static readonly int Risks = Enum.GetValues<Risk>().Length;

    private readonly Dictionary<PersonId, SortedDictionary<Guid, List<int>[]>> queues = [];

    public void Add(PersonId reviewer, CampaignId campaign, Risk risk, ItemNumber item)
    {
        var items = Of(reviewer, campaign)[(int)risk - 1];
        // Populations are frozen in order: most come at the end.
        if (items.Count == 0 || items[^1] < item.Value)
            items.Add(item.Value);
        else if (items.BinarySearch(item.Value) is var place and < 0)
            items.Insert(~place, item.Value);
    }

    public void Remove(PersonId reviewer, CampaignId campaign, Risk risk, ItemNumber item)
    {
        var items = Of(reviewer, campaign)[(int)risk - 1];
        if (items.BinarySearch(item.Value) is var place and >= 0)
            items.RemoveAt(place);
    }

    /// <summary>Everybody who has a place in a campaign.</summary>
    public IEnumerable<PersonId> ReviewersOf(CampaignId campaign) =>
        queues.Where(q => q.Value.TryGetValue(campaign.Value, out var byRisk) && byRisk.Any(items => items.Count > 0)).Select(q => q.Key);

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
        var lists = reviewers.Select(r => queues.GetValueOrDefault(r)?.GetValueOrDefault(campaign)?[risk - 1]).OfType<List<int>>().ToList();
        // Nearly everybody is one person.
        return lists is [var only] ? From(only, after) : lists.SelectMany(l => From(l, after)).Distinct().Order();
    }

    private static IEnumerable<int> From(List<int> items, int after)
    {
        var place = items.BinarySearch(after + 1);
        for (var i = place < 0 ? ~place : place; i < items.Count; i++)
            yield return items[i];
    }

    private List<int>[] Of(PersonId reviewer, CampaignId campaign)
    {
        if (!queues.TryGetValue(reviewer, out var own))
            queues[reviewer] = own = [];
        if (!own.TryGetValue(campaign.Value, out var byRisk))
            own[campaign.Value] = byRisk = [.. Enumerable.Range(0, Risks).Select(_ => new List<int>())];
        return byRisk;
    }
}
