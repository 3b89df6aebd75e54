using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Requests;
using AccessGovernance.Server.Reviews.Messages;

namespace AccessGovernance.Server.Reviews.Running;

/// <summary>The actors that do what is due: who they are now, from what is recorded.</summary>
internal sealed class CampaignClocks(ReviewReader reviews, StepNotes notes, NodeClock clock, IGrainFactory grains)
{
    private const string Woken = "woken since it was closed";

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    /// <summary>Whether steps of a campaign may fall due: it is not over, or exceptions in it end after that.</summary>
    public static bool IsRunning(CampaignRecord campaign) =>
        campaign.Status is CampaignStatus.Launching or CampaignStatus.InReview or CampaignStatus.Remediation or CampaignStatus.SignedOff
            || LapsedExceptions.Remain(campaign);

    // Of one that is closed nothing changes: its own clock knows when an exception ends, and is reminded now and then in case it does not.
    private bool MayHaveWork(CampaignRecord campaign)
    {
        if (campaign.Report is null)
            return true;
        if (notes.Rests(campaign.Id, Woken, campaign.Status, clock.Now))
            return false;
        notes.Rest(campaign.Id, Woken, campaign.Status, clock.Now.Plus(Pause));
        return true;
    }

    /// <summary>Wakes all of them, on whichever silos they live, and drops what was noted about campaigns that are over.</summary>
    public async Task WakeAll()
    {
        var running = reviews.Campaigns(null, int.MaxValue, IsRunning);
        notes.Keep(running.Select(c => c.Id).ToHashSet());
        foreach (var campaign in running.Where(MayHaveWork))
            await grains.GetGrain<ICampaignClock>(campaign.Id.Value).Wake();
        foreach (var definition in reviews.Definitions(null, int.MaxValue).Where(d => d is { IsRetired: false, Settings.Recurrence: not null }))
            await grains.GetGrain<IDefinitionClock>(definition.Id.Value).Wake();
        // Also of campaigns that are over: what they owe is to be given up, too.
        foreach (var campaign in reviews.CampaignsWithWaiting())
            await grains.GetGrain<IMessageCarrier>(campaign.Value).Wake();
    }
}
