using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Messages;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Reviews.Running;

namespace AccessGovernance.Server.Reviews.Messages;

/// <summary>Queues messages of a campaign for the channels that this server has, each message once.</summary>
internal sealed partial class MessageQueue(
    ReviewReader reviews, MessageSettings settings, CampaignCommands commands, ILogger<MessageQueue> logger)
{
    /// <returns>Whether anything was recorded.</returns>
    public async Task<bool> Add(CampaignId campaign, IEnumerable<MessageDraft> drafts)
    {
        var recorded = false;
        foreach (var some in drafts.Where(d => reviews.Message(campaign, d.Id) is null).Chunk(Outbox.MaxAtOnce))
        {
            var ids = string.Join(',', some.Select(m => m.Id));
            var outcome = await commands.Execute(campaign, new QueueMessages([.. some], settings.Channels), "queue-messages", ids);
            if (outcome.Refusal is { } refusal)
            {
                NotQueued(some.Length, campaign, refusal.Message);
                continue;
            }
            await commands.ReviewsReached(outcome);
            recorded = true;
        }
        return recorded;
    }

    // The review goes on: that somebody was not told is no reason to stop it.
    [LoggerMessage(LogLevel.Warning, "{Count} messages of campaign {Campaign} were not queued: {Why}")]
    private partial void NotQueued(int count, CampaignId campaign, string why);
}
