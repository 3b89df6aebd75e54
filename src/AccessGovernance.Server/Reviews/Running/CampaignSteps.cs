using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.EventLog;
using AccessGovernance.Reviews;

namespace AccessGovernance.Server.Reviews.Running;

/// <summary>Finds out what is due in a campaign, from what is recorded, and has it done.</summary>
internal sealed class CampaignSteps(
    IEventLog log, ReviewReader reviews, ReviewProjector projector, LaunchStep launching, DuringReview during, AfterReview after)
{
    /// <summary>Parts of a campaign that are worked on at once.</summary>
    public const int MaxParts = 16;

    /// <summary>Does what is due now.</summary>
    /// <returns>When something more falls due; null when nothing does by time alone.</returns>
    public async Task<Instant?> Run(CampaignId campaign)
    {
        while (true)
        {
            await projector.WaitFor(log.Head.Position, CancellationToken.None);
            if (reviews.Campaign(campaign) is not { } found)
                return null;
            var (done, next) = await Take(found);
            if (!done)
                return next;
        }
    }

    private async Task<(bool Done, Instant? Next)> Take(CampaignRecord campaign) => campaign.Status switch
    {
        CampaignStatus.Launching => (await launching.Run(campaign), null),
        CampaignStatus.InReview => (await during.Run(campaign), during.NextDue(campaign)),
        CampaignStatus.Remediation or CampaignStatus.SignedOff or CampaignStatus.Closed or CampaignStatus.Archived =>
            (await after.Run(campaign), after.NextDue(campaign)),
        _ => (false, null),
    };
}
