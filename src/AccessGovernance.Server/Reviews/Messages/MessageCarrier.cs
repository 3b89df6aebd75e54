using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Messages;
using Orleans.Concurrency;

namespace AccessGovernance.Server.Reviews.Messages;

/// <summary>
/// Carries the messages of one campaign, on one silo of all. Key: the campaign. Each channel goes at its own pace: one that hangs holds up neither
/// the others nor any other campaign. Being woken for nothing, twice or late does no harm.
/// </summary>
public interface IMessageCarrier : IGrainWithGuidKey
{
    [OneWay]
    [AlwaysInterleave]
    Task Wake();
}

internal sealed partial class MessageCarrier(DeliveryRound round, IEnumerable<IMessageSender> senders, ILogger<MessageCarrier> logger) : Grain, IMessageCarrier
{
    private readonly HashSet<MessageChannels> running = [];

    public Task Wake() => Task.WhenAll(senders.Select(Carry));

    private async Task Carry(IMessageSender sender)
    {
        // Whatever came meanwhile is found by the round that goes on, or at the next waking, which is soon.
        if (!running.Add(sender.Channel))
            return;
        var campaign = new CampaignId(this.GetPrimaryKey());
        try
        {
            while (await Task.Run(() => round.Run(campaign, sender)))
            {
            }
        }
        // Nothing is lost: what was not recorded as delivered is carried again.
        catch (Exception e)
        {
            Interrupted(campaign, sender.Channel, e);
        }
        finally
        {
            running.Remove(sender.Channel);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Carrying messages of campaign {Campaign} by {Channel} was interrupted and goes on soon.")]
    private partial void Interrupted(CampaignId campaign, MessageChannels channel, Exception e);
}
