using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.EventLog;

namespace AccessGovernance.Grains.Reviews;

/// <summary>One definition of campaigns. Key: its id.</summary>
public interface IDefinitionGrain : IGrainWithGuidKey
{
    Task<Outcome> Execute(DefinitionCommand command, CommandContext context);

    /// <summary>Why no campaign can be launched from a version now; null when one can.</summary>
    Task<Refusal?> CheckLaunch(int version);
}

public sealed class DefinitionGrain(GrainServices services) : EventSourcedGrain<CampaignDefinition>(services), IDefinitionGrain
{
    protected override string Stream => StreamNames.Of(new DefinitionId(this.GetPrimaryKey()));

    protected override bool IsCached => false;

    public Task<Outcome> Execute(DefinitionCommand command, CommandContext context) =>
        Execute(context, command is DefineCampaign, state => state.Decide(command, context.Deciding));

    public Task<Refusal?> CheckLaunch(int version) => Task.FromResult(State.CheckLaunch(version));
}
