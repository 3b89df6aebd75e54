using System.Text;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Services.Campaigns;

namespace AccessGovernance.Server.Services.Reviewing;

/// <summary>What an earlier campaign came to about the same access.</summary>
/// <param name="Last">The stage that ended the review of the item, with its places as they were then.</param>
public sealed record EarlierReview(CampaignRecord Campaign, ItemRecord Item, PastStage Last);

/// <summary>
/// Finds what earlier campaigns came to about the same identity and entitlement: populations are in order, so that each is searched by halves.
/// </summary>
public sealed class EarlierReviews(ItemHistories histories)
{
    /// <summary>The latest that are told of.</summary>
    public const int MaxShown = 10;

    /// <summary>The latest first. Cancelled campaigns came to nothing, and what is still under review has not come to anything yet.</summary>
    public async ValueTask<IReadOnlyList<EarlierReview>> Of(ReviewRead read, CampaignRecord campaign, ItemRecord item, CancellationToken cancellation)
    {
        var found = new List<(CampaignRecord Campaign, ItemRecord Item)>();
        foreach (var earlier in Before(read, campaign))
        {
            if (Find(read.Reviews, earlier, item.Frozen) is { IsFinished: true } same)
                found.Add((earlier, same));
        }
        var shown = new List<EarlierReview>();
        foreach (var (earlier, same) in found.OrderByDescending(f => f.Campaign.BegunAt).ThenBy(f => f.Campaign.Id.Value).Take(MaxShown))
            shown.Add(new(earlier, same, (await histories.StagesOf(earlier.Id, same.Number, cancellation))[^1]));
        return shown;
    }

    private static IEnumerable<CampaignRecord> Before(ReviewRead read, CampaignRecord campaign)
    {
        Domain.Reviews.CampaignId? after = null;
        while (read.Reviews.Campaigns(after, ReviewReader.MaxPage, _ => true) is { Count: > 0 } page)
        {
            foreach (var earlier in page.Where(c => c.BegunAt < campaign.BegunAt && c.Population is not null && !IsCancelled(c)))
                yield return earlier;
            after = page[^1].Id;
        }
    }

    // Archived campaigns were closed, with a report, or cancelled.
    private static bool IsCancelled(CampaignRecord campaign) =>
        campaign.Status == CampaignStatus.Cancelled || (campaign.Status == CampaignStatus.Archived && campaign.Report is null);

    private static ItemRecord? Find(ReviewReader reviews, CampaignRecord campaign, FrozenItem wanted)
    {
        var (first, last) = (1, (int)campaign.Population!.Items);
        while (first <= last)
        {
            var middle = first + ((last - first) / 2);
            if (reviews.Item(campaign.Id, new(middle)) is not { } item)
                return null;
            var order = Compare(item.Frozen, wanted);
            if (order == 0)
                return item;
            (first, last) = order < 0 ? (middle + 1, last) : (first, middle - 1);
        }
        return null;
    }

    private static int Compare(FrozenItem a, FrozenItem b) => Compare(a.Identity.Value, b.Identity.Value) is var byIdentity and not 0
        ? byIdentity
        : Compare(a.Entitlement.Value, b.Entitlement.Value);

    // Populations go by the bytes of ids.
    private static int Compare(string a, string b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b));
}
