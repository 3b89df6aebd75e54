using AccessGovernance.Domain;
using AccessGovernance.Reviews;

namespace AccessGovernance.Server.Reviews.Running;

/// <summary>What is due while a campaign is in review: stages that are over, substitutes, and, where no stage ended, messages.</summary>
internal sealed class DuringReview(StageStep stages, Notices notices)
{
    /// <returns>Whether anything was recorded that calls for another look.</returns>
    public async Task<bool> Run(CampaignRecord campaign) => await stages.Run(campaign) || await notices.InReview(campaign);

    /// <summary>When something falls due by time alone.</summary>
    public Instant NextDue(CampaignRecord campaign) =>
        notices.NextDue(campaign) is { } due ? Instant.Min(due, stages.NextDue(campaign)) : stages.NextDue(campaign);
}
