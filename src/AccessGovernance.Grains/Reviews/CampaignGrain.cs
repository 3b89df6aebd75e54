using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.EventLog;

namespace AccessGovernance.Grains.Reviews;

/// <summary>The life of one campaign. Key: its id. No decision about an item passes through it.</summary>
public interface ICampaignGrain : IGrainWithGuidKey
{
    Task<Outcome> Execute(CampaignCommand command, CommandContext context);
}

public sealed class CampaignGrain(GrainServices services) : EventSourcedGrain<Campaign>(services), ICampaignGrain
{
    protected override string Stream => StreamNames.Of(new CampaignId(this.GetPrimaryKey()));

    protected override bool IsCached => false;

    public Task<Outcome> Execute(CampaignCommand command, CommandContext context) =>
        Execute(context, command is BeginLaunch, state => state.Decide(command, context.Deciding));
}
