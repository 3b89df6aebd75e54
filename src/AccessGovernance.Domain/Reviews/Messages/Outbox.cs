namespace AccessGovernance.Domain.Reviews.Messages;

/// <summary>
/// The messages of one campaign: queued once each, then delivered or given up on each of their channels by itself. What ended on a channel
/// stays as it ended. It knows persons by id; who they are and what they are told is found when a message is sent.
/// </summary>
public sealed class Outbox : Aggregate
{
    /// <summary>Messages of one campaign.</summary>
    public const int MaxMessages = 200_000;

    /// <summary>Messages that one command queues.</summary>
    public const int MaxAtOnce = 1_000;

    private readonly List<OutboxMessage> messages = [];
    private readonly Dictionary<MessageId, int> places = [];
    private readonly Dictionary<MessageChannels, SortedSet<int>> waiting = [];

    /// <summary>All of them, in the order in which they were queued.</summary>
    public IReadOnlyList<OutboxMessage> Messages => messages;

    public bool IsWaiting => waiting.Values.Any(w => w.Count > 0);

    /// <summary>Null for one that was never queued.</summary>
    public OutboxMessage? Find(MessageId id) => places.TryGetValue(id, out var place) ? messages[place] : null;

    /// <summary>What is still to be delivered on a channel, in the order in which it was queued.</summary>
    public IEnumerable<OutboxMessage> WaitingOn(MessageChannels channel) =>
        waiting.TryGetValue(channel, out var open) ? open.Select(place => messages[place]) : [];

    /// <summary>Decides one command on this state; changes nothing.</summary>
    public Decision Decide(MessageCommand command, DecisionContext context) => command switch
    {
        QueueMessages c => Queue(c, context),
        RecordDelivery c => OnWaiting(c.Message, c.Channel, _ => Decision.Record(new MessageDelivered(c.Message, c.Channel, context.Now))),
        RecordFailure c => OnWaiting(c.Message, c.Channel, d => Fail(c, d, context)),
        GiveUpMessage c => OnWaiting(c.Message, c.Channel, _ => Decision.Record(new MessageGivenUp(c.Message, c.Channel, c.Cause))),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command?.GetType().Name),
    };

    protected override void Evolve(DomainEvent what, RecordedAs recorded)
    {
        switch (what)
        {
            case MessageQueued e: Add(OutboxMessage.Of(e)); break;
            case MessageDelivered e: Change(e, e.Channel, d => d with { State = DeliveryState.Delivered, ChangedAt = e.At }); break;
            case MessageFailed e: Change(e, e.Channel, d => d with { Attempts = e.Attempt, ChangedAt = e.At, Error = e.Error }); break;
            case MessageGivenUp e: Change(e, e.Channel, d => d with { State = DeliveryState.GivenUp, Cause = e.Cause }); break;
            default: throw Unknown(what);
        }
    }

    private Decision Queue(QueueMessages command, DecisionContext context)
    {
        if (command.Messages.Length > MaxAtOnce)
            return Decision.Refuse(RefusalReason.SettingInvalid, "messages", $"are {command.Messages.Length}; at most {MaxAtOnce} are queued at once");
        var fresh = command.Messages.Where(m => !places.ContainsKey(m.Id)).DistinctBy(m => m.Id).ToList();
        return messages.Count + fresh.Count > MaxMessages
            ? Decision.Refuse(RefusalReason.MessageLimitReached, "messages", $"the campaign has {messages.Count} messages; at most {MaxMessages} are allowed")
            : Decision.Record([.. fresh.Select(m => new MessageQueued(m.Id, m.Kind, m.Stage, m.To, context.Now, m.Facts, command.Channels))]);
    }

    private static Decision Fail(RecordFailure command, Delivery delivery, DecisionContext context)
    {
        var failed = new MessageFailed(command.Message, command.Channel, delivery.Attempts + 1, command.Error, context.Now);
        return failed.Attempt < DeliveryPauses.MaxAttempts
            ? Decision.Record(failed)
            : Decision.Record(failed, new MessageGivenUp(command.Message, command.Channel, GiveUpCause.TooManyAttempts));
    }

    // Whoever carries it may do so twice: what ended is not touched again.
    private Decision OnWaiting(MessageId id, MessageChannels channel, Func<Delivery, Decision> decide) => Find(id)?.On(channel) switch
    {
        null => Decision.Refuse(RefusalReason.MessageUnknown, "message", $"the campaign has no message {id} on that channel"),
        { State: DeliveryState.Waiting } delivery => decide(delivery),
        _ => Decision.Nothing,
    };

    private void Add(OutboxMessage message)
    {
        places.Add(message.Id, messages.Count);
        foreach (var delivery in message.Deliveries)
        {
            if (!waiting.TryGetValue(delivery.Channel, out var open))
                waiting[delivery.Channel] = open = [];
            open.Add(messages.Count);
        }
        messages.Add(message);
    }

    private void Change(MessageEvent what, MessageChannels channel, Func<Delivery, Delivery> change)
    {
        var message = Find(what.Message);
        if (message?.On(channel) is not { } before)
            throw new InvalidOperationException($"{what.GetType().Name} is of message {what.Message}, which was never queued for that channel.");
        var after = change(before);
        messages[places[message.Id]] = message.With(after);
        if (after.State != DeliveryState.Waiting)
            waiting[channel].Remove(places[message.Id]);
    }
}
