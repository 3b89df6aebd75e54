using System.Collections.Immutable;

namespace AccessGovernance.Domain.Reviews.Messages;

/// <summary>A message that is to be queued.</summary>
/// <param name="Id">Derives from what the message is about, so that it is queued once.</param>
/// <param name="Stage">From 0 on.</param>
public sealed record MessageDraft(MessageId Id, MessageKind Kind, int Stage, PersonId To, MessageFacts Facts);

/// <summary>Commands of the product itself to the messages of one campaign.</summary>
public abstract record MessageCommand;

/// <param name="Messages">At most <see cref="Outbox.MaxAtOnce"/>; those that are known already are left as they are.</param>
public sealed record QueueMessages(ImmutableArray<MessageDraft> Messages, MessageChannels Channels) : MessageCommand;

public sealed record RecordDelivery(MessageId Message, MessageChannels Channel) : MessageCommand;

public sealed record RecordFailure(MessageId Message, MessageChannels Channel, DeliveryError Error) : MessageCommand;

public sealed record GiveUpMessage(MessageId Message, MessageChannels Channel, GiveUpCause Cause) : MessageCommand;
