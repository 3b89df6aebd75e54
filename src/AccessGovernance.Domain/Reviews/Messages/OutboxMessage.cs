using System.Collections.Immutable;

namespace AccessGovernance.Domain.Reviews.Messages;

/// <summary>How far a message is on one channel.</summary>
public enum DeliveryState
{
    Waiting = 1,
    Delivered = 2,
    GivenUp = 3,
}

/// <summary>A message on one channel.</summary>
/// <param name="Attempts">That failed.</param>
/// <param name="ChangedAt">When it was delivered or last failed; null before either.</param>
/// <param name="Error">Of the last failure.</param>
/// <param name="Cause">Of what was given up.</param>
public readonly record struct Delivery(
    MessageChannels Channel, DeliveryState State, int Attempts, Instant? ChangedAt, DeliveryError? Error, GiveUpCause? Cause)
{
    /// <summary>When it may be tried again; a message that never failed may be at once.</summary>
    public Instant NextAttempt => State == DeliveryState.Waiting && Attempts > 0 ? ChangedAt!.Value.Plus(DeliveryPauses.After(Attempts)) : default;
}

/// <summary>One message and what became of it. Immutable.</summary>
/// <param name="Deliveries">One for each of its channels.</param>
public sealed record OutboxMessage(
    MessageId Id, MessageKind Kind, int Stage, PersonId To, Instant QueuedAt, MessageFacts Facts, ImmutableArray<Delivery> Deliveries)
{
    /// <summary>Null where the message is not for that channel.</summary>
    public Delivery? On(MessageChannels channel)
    {
        foreach (var delivery in Deliveries)
        {
            if (delivery.Channel == channel)
                return delivery;
        }
        return null;
    }

    /// <summary>True for one that a reviewer gets, who owes answers.</summary>
    public bool IsForReviewer => Kind is MessageKind.Launch or MessageKind.StageBegun or MessageKind.Reminder or MessageKind.Escalation;

    internal static OutboxMessage Of(MessageQueued queued) => new(queued.Message, queued.Kind, queued.Stage, queued.To, queued.At, queued.Facts,
        [.. Enum.GetValues<MessageChannels>().Where(c => c != MessageChannels.None && queued.Channels.HasFlag(c))
            .Select(c => new Delivery(c, DeliveryState.Waiting, 0, null, null, null))]);

    internal OutboxMessage With(Delivery delivery) =>
        this with { Deliveries = [.. Deliveries.Select(d => d.Channel == delivery.Channel ? delivery : d)] };
}
