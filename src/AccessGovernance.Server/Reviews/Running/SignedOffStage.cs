using System.Collections.Immutable;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.Reviews;

namespace AccessGovernance.Server.Reviews.Running;

/// <summary>
/// Whether a stage may end before its deadline, by the rule by which its items end: an answer of somebody whose own access it has turned out to be is
/// none. Asked before the first item is closed, so that a stage never stands half closed.
/// </summary>
internal static class SignedOffStage
{
    /// <param name="since">Whose access an item has become since the population was frozen.</param>
    public static bool Is(ReviewReader reviews, CampaignRecord campaign, Func<ItemRecord, ImmutableArray<PersonId>> since)
    {
        if (!AsRecorded(campaign))
            return false;
        var rules = campaign.Basis.Settings.Rules;
        for (var number = 0; number < ReviewPartId.CountFor(campaign.Population!.Items); number++)
        {
            foreach (var item in reviews.Part(new(campaign.Id, number)))
            {
                if (item.IsInReview && item.Stage == campaign.Stage && !ReviewItem.IsSignedOff(item.Places, ItemFinding.FactsOf(item, since(item)), rules))
                    return false;
            }
        }
        return true;
    }

    /// <summary>Whether every reviewer has signed off. Also where some items are closed already: an end that was interrupted goes on.</summary>
    public static bool AsRecorded(CampaignRecord campaign) => campaign.Counts.Open.SignedOff == campaign.Counts.Open.Items;
}
