using AccessGovernance.Domain;
using AccessGovernance.Reviews;

namespace AccessGovernance.Server.Reviews.Running;

/// <summary>What is due once every item has its outcome: cases, and messages about them.</summary>
internal sealed class AfterReview(RemediationStep remediation, Notices notices, RemediationNotices cases, ReappearedNotices reappeared)
{
    /// <returns>Whether anything was recorded that calls for another look.</returns>
    public async Task<bool> Run(CampaignRecord campaign)
    {
        if (await remediation.Run(campaign))
            return true;
        var told = await notices.AfterStages(campaign, campaign.Deadlines.Length);
        return (campaign.Counts.CasesMissing == 0 && (await cases.Run(campaign) | await reappeared.Run(campaign))) || told;
    }

    /// <summary>When something falls due by time alone; null when nothing does.</summary>
    public Instant? NextDue(CampaignRecord campaign) => (cases.NextDue(campaign), remediation.NextDue(campaign)) switch
    {
        ({ } overdue, { } retry) => Instant.Min(overdue, retry),
        var (overdue, retry) => overdue ?? retry,
    };
}
