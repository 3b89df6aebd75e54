using AccessGovernance.Reviews;

namespace AccessGovernance.Server.Reviews.Running;

/// <summary>Says why the last step of a campaign failed, on whichever silo it was taken.</summary>
public sealed class CampaignErrors(IGrainFactory grains, TimeProvider time)
{
    /// <summary>Whoever asks for a campaign is not kept waiting longer by the silo that its steps are taken on.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    /// <summary>Empty where it did not fail. Also where the silo that takes its steps does not answer in time.</summary>
    public async Task<string> Of(CampaignRecord campaign)
    {
        ArgumentNullException.ThrowIfNull(campaign);
        if (!CampaignClocks.IsRunning(campaign))
            return "";
        try
        {
            return await grains.GetGrain<ICampaignClock>(campaign.Id.Value).LastError().WaitAsync(Longest, time) ?? "";
        }
        // Whatever keeps it from answering: the question was about the campaign, and the rest of it is known.
        catch (Exception)
        {
            return "";
        }
    }
}
