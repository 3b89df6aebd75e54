using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Messages;
using AccessGovernance.EventLog;

namespace AccessGovernance.Grains.Reviews;

/// <summary>The messages of one campaign. Key: the campaign.</summary>
public interface IOutboxGrain : IGrainWithGuidKey
{
    Task<Outcome> Execute(MessageCommand command, CommandContext context);
}

public sealed class OutboxGrain(GrainServices services) : EventSourcedGrain<Outbox>(services), IOutboxGrain
{
    protected override string Stream => StreamNames.OfOutbox(new CampaignId(this.GetPrimaryKey()));

    protected override bool IsCached => false;

    public Task<Outcome> Execute(MessageCommand command, CommandContext context) =>
        Execute(context, false, state => state.Decide(command, context.Deciding));
}
