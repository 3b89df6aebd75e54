using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Reviews;

namespace AccessGovernance.Server.Reviews.Running;

/// <summary>What is due once every item has its outcome: cases, and messages about them; of a closed campaign the latter alone.</summary>
internal sealed class AfterReview(RemediationStep remediation, Notices notices, RemediationNotices cases, LapsedExceptions lapsed)
{
    /// <returns>Whether anything was recorded that calls for another look.</returns>
    public async Task<bool> Run(CampaignRecord campaign)
    {
        if (!IsRemediated(campaign))
            return LapsedExceptions.Remain(campaign) && await lapsed.Run(campaign);
        if (await remediation.Run(campaign))
            return true;
        var told = await notices.AfterStages(campaign, campaign.Deadlines.Length);
        return (campaign.Counts.CasesMissing <= 0 && (await cases.Run(campaign) | await lapsed.Run(campaign))) || told;
    }

    /// <summary>When something falls due by time alone; null when nothing does.</summary>
    public Instant? NextDue(CampaignRecord campaign)
    {
        Instant?[] due = [cases.NextDue(campaign), remediation.NextDue(campaign)];
        return (IsRemediated(campaign) ? due.Append(lapsed.NextDue(campaign)) : [lapsed.NextDue(campaign)]).Min();
    }

    private static bool IsRemediated(CampaignRecord campaign) => campaign.Status is CampaignStatus.Remediation or CampaignStatus.SignedOff;
}
