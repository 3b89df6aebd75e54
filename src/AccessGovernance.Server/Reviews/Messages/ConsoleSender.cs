using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Messages;

namespace AccessGovernance.Server.Reviews.Messages;

/// <summary>A line of the server's log for each message, by ids and counts alone: for trying things out, and for whoever forwards logs.</summary>
internal sealed partial class ConsoleSender(ILogger<ConsoleSender> logger) : IMessageSender
{
    public MessageChannels Channel => MessageChannels.Console;

    public bool NeedsAddress => false;

    public Task<SendResult> Send(OutgoingMessage outgoing, CancellationToken cancellation)
    {
        var message = outgoing.Message;
        Told(message.Id, message.Kind, outgoing.Campaign, message.Stage + 1, message.Facts.Items, message.To);
        return Task.FromResult(SendResult.Delivered);
    }

    [LoggerMessage(LogLevel.Information, "Message {Message} ({Kind}) of campaign {Campaign}, stage {Stage}, about {Items} items, is for person {Person}")]
    private partial void Told(MessageId message, MessageKind kind, CampaignId campaign, int stage, long items, PersonId person);
}
