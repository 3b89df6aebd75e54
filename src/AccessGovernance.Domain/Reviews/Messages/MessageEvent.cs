namespace AccessGovernance.Domain.Reviews.Messages;

// These records are a storage format: their JSON is kept for ever (see the event catalogue). A new shape is a new record and a new name.

/// <summary>What a message is about.</summary>
public enum MessageKind
{
    /// <summary>To a reviewer: a review has begun.</summary>
    Launch = 1,

    /// <summary>To a reviewer: a later stage of it has begun.</summary>
    StageBegun = 2,

    /// <summary>To a reviewer who still owes answers before a deadline.</summary>
    Reminder = 3,

    /// <summary>To whoever came into somebody's place, by delegation, because they left or do not answer, or beside them.</summary>
    Escalation = 4,

    /// <summary>To the owner of the campaign: a stage ended with items that nobody answered; or it was due by recurrence and was not begun.</summary>
    Deadline = 5,

    /// <summary>To the owner of an application, else of the campaign: access is to be taken away there by hand, or it failed too often.</summary>
    Remediation = 6,

    /// <summary>To the same: the time for that is over. Also to whoever signed off: exceptions have ended.</summary>
    Overdue = 7,
}

/// <summary>Ways to deliver. Flags are stored as numbers.</summary>
[Flags]
public enum MessageChannels
{
    None = 0,

    /// <summary>A line of the server's log, by ids.</summary>
    Console = 1,
    Mail = 2,
    Webhook = 4,
}

/// <summary>Why a message was not delivered this time.</summary>
public enum DeliveryError
{
    Unreachable = 1,
    TimedOut = 2,

    /// <summary>The other side answered, and did not take it.</summary>
    Refused = 3,
}

/// <summary>Why a message is not tried any more.</summary>
public enum GiveUpCause
{
    TooManyAttempts = 1,

    /// <summary>Nobody took it for so long that it would only mislead.</summary>
    Expired = 2,

    /// <summary>No identity of their own is left to the person, or they were forgotten.</summary>
    RecipientGone = 3,

    /// <summary>No identity of theirs has a mail address.</summary>
    NoAddress = 4,

    /// <summary>What it was about was done meanwhile, or is over.</summary>
    NothingOwed = 5,

    /// <summary>The other side knows no such recipient.</summary>
    Rejected = 6,
}

/// <summary>What a message says, in numbers and ids.</summary>
/// <param name="Items">Items, or cases, that it is about.</param>
/// <param name="HoursBefore">Of a reminder: how long before the deadline it was due; 0 otherwise.</param>
/// <param name="Due">The deadline that it names.</param>
public sealed record MessageFacts(long Items, int HoursBefore, Instant? Due, AppId? Application);

/// <summary>Everything that happens to the messages of one campaign. No name, no address and no text of a message is ever in it.</summary>
public abstract record MessageEvent(MessageId Message) : ReviewEvent;

/// <param name="Stage">From 0 on.</param>
/// <param name="Channels">By which it is to be delivered: each counts by itself.</param>
public sealed record MessageQueued(
    MessageId Message, MessageKind Kind, int Stage, PersonId To, Instant At, MessageFacts Facts, MessageChannels Channels) : MessageEvent(Message);

public sealed record MessageDelivered(MessageId Message, MessageChannels Channel, Instant At) : MessageEvent(Message);

/// <param name="Attempt">From 1 on.</param>
public sealed record MessageFailed(MessageId Message, MessageChannels Channel, int Attempt, DeliveryError Error, Instant At) : MessageEvent(Message);

public sealed record MessageGivenUp(MessageId Message, MessageChannels Channel, GiveUpCause Cause) : MessageEvent(Message);
