using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Messages;

namespace AccessGovernance.Reviews;

public sealed partial class ReviewReader
{
    /// <summary>Messages of a campaign in the order in which they were queued, after some of them.</summary>
    public IReadOnlyList<OutboxMessage> Messages(CampaignId campaign, int after, int limit) =>
        Read(m => m.Outbox(campaign)?.Messages.Skip(after).Take(limit).ToList() ?? []);

    /// <summary>Null for one that was never queued.</summary>
    public OutboxMessage? Message(CampaignId campaign, MessageId message) => Read(m => m.Outbox(campaign)?.Find(message));

    /// <summary>What is still to be delivered on a channel and may be tried now, in the order in which it was queued.</summary>
    public IReadOnlyList<OutboxMessage> Deliverable(CampaignId campaign, MessageChannels channel, Domain.Instant now, int limit) => Read(m =>
        m.Outbox(campaign)?.WaitingOn(channel).Where(w => w.On(channel)!.Value.NextAttempt <= now).Take(limit).ToList() ?? []);

    /// <summary>Campaigns with messages that are still to be delivered.</summary>
    public IReadOnlyList<CampaignId> CampaignsWithWaiting() => Read(m => m.WaitingOutboxes().ToList());

    /// <summary>Who has not answered in the present stage of a campaign, and how many items.</summary>
    public IReadOnlyList<OwedItems> Owed(CampaignId campaign) => Read(m => m.Campaign(campaign) is { } found ? found.Owed(found.Stage).ToList() : []);
}
