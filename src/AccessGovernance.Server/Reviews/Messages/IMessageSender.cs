using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Messages;

namespace AccessGovernance.Server.Reviews.Messages;

/// <summary>How one attempt ended.</summary>
internal enum SendResult
{
    Delivered = 0,
    Unreachable = 1,
    TimedOut = 2,

    /// <summary>Not taken this time.</summary>
    Refused = 3,

    /// <summary>Never to be taken: there is no such recipient.</summary>
    Rejected = 4,
}

/// <summary>A message as it is sent: it lives for the attempt only.</summary>
/// <param name="Address">Where the recipient gets mail; null where none is known.</param>
internal sealed record OutgoingMessage(
    OutboxMessage Message, CampaignId Campaign, string CampaignName, string? Address, string? Link, string Subject, string Text);

/// <summary>One way to deliver messages. Thread-safe. Each attempt ends with its cancellation at the latest.</summary>
internal interface IMessageSender
{
    MessageChannels Channel { get; }

    /// <summary>Whether it can do nothing without an address.</summary>
    bool NeedsAddress { get; }

    Task<SendResult> Send(OutgoingMessage outgoing, CancellationToken cancellation);
}
