using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.Domain.Reviews.Messages;
using static AccessGovernance.Domain.Tests.Reviews.ReviewWords;

namespace AccessGovernance.Domain.Tests.Reviews;

/// <summary>Messages are queued once, and end on each channel by itself.</summary>
public sealed class QueueingMessages
{
    private const MessageChannels Both = MessageChannels.Mail | MessageChannels.Webhook;

    private readonly Outbox outbox = new();
    private Instant now = Times.Today;

    [Fact]
    public void The_same_message_is_queued_once()
    {
        Assert.Single(Do(new QueueMessages([Draft(1), Draft(1)], Both)));
        Assert.Single(Do(new QueueMessages([Draft(1), Draft(2)], Both)));
        Assert.Empty(Do(new QueueMessages([Draft(2), Draft(1)], MessageChannels.Console)));
        Assert.Equal([Id(1), Id(2)], outbox.Messages.Select(m => m.Id));
        Assert.Equal([MessageChannels.Mail, MessageChannels.Webhook], outbox.Messages[0].Deliveries.Select(d => d.Channel));
        Assert.Empty(outbox.WaitingOn(MessageChannels.Console));
    }

    [Fact]
    public void Too_many_at_once_are_refused() => Assert.Equal(("messages", RefusalReason.SettingInvalid),
        Refused(new QueueMessages([.. Enumerable.Range(0, Outbox.MaxAtOnce + 1).Select(Draft)], Both)));

    [Fact]
    public void What_a_campaign_can_send_has_an_end()
    {
        for (var first = 0; first < Outbox.MaxMessages; first += Outbox.MaxAtOnce)
            Do(new QueueMessages([.. Enumerable.Range(first, Outbox.MaxAtOnce).Select(Draft)], MessageChannels.Mail));
        Assert.Equal(("messages", RefusalReason.MessageLimitReached), Refused(new QueueMessages([Draft(Outbox.MaxMessages)], Both)));
        Assert.Empty(Do(new QueueMessages([Draft(0)], Both)));
    }

    [Fact]
    public void What_ended_on_one_channel_stays_so_and_says_nothing_of_the_other()
    {
        Do(new QueueMessages([Draft(1)], Both));
        Do(new RecordDelivery(Id(1), MessageChannels.Mail));
        Assert.Empty(Do(new RecordFailure(Id(1), MessageChannels.Mail, DeliveryError.TimedOut)));
        Assert.Empty(Do(new GiveUpMessage(Id(1), MessageChannels.Mail, GiveUpCause.NoAddress)));
        Assert.Empty(outbox.WaitingOn(MessageChannels.Mail));
        Assert.Single(outbox.WaitingOn(MessageChannels.Webhook));
        Assert.True(outbox.IsWaiting);
        Do(new GiveUpMessage(Id(1), MessageChannels.Webhook, GiveUpCause.RecipientGone));
        Assert.Empty(Do(new RecordDelivery(Id(1), MessageChannels.Webhook)));
        Assert.False(outbox.IsWaiting);
        Assert.Equal([DeliveryState.Delivered, DeliveryState.GivenUp], outbox.Messages[0].Deliveries.Select(d => d.State));
    }

    [Fact]
    public void Failures_are_tried_again_after_growing_pauses_and_given_up_in_the_end()
    {
        Do(new QueueMessages([Draft(1)], MessageChannels.Mail));
        var pauses = new List<TimeSpan>();
        while (outbox.IsWaiting)
        {
            Do(new RecordFailure(Id(1), MessageChannels.Mail, DeliveryError.Unreachable));
            pauses.Add(TimeSpan.FromMilliseconds(outbox.Messages[0].Deliveries[0].NextAttempt.Milliseconds - now.Milliseconds));
            now = now.Plus(TimeSpan.FromHours(1));
        }
        Assert.Equal(DeliveryPauses.MaxAttempts, pauses.Count);
        Assert.Equal([1, 4, 16, 64, 256, 1024, 3600, 3600], pauses.Take(8).Select(p => p.TotalSeconds));
        Assert.Equal(GiveUpCause.TooManyAttempts, outbox.Messages[0].Deliveries[0].Cause);
    }

    [Fact]
    public void Unknown_messages_and_channels_are_refused()
    {
        Assert.Equal(("message", RefusalReason.MessageUnknown), Refused(new RecordDelivery(Id(1), MessageChannels.Mail)));
        Do(new QueueMessages([Draft(1)], MessageChannels.Mail));
        Assert.Equal(("message", RefusalReason.MessageUnknown), Refused(new RecordDelivery(Id(1), MessageChannels.Webhook)));
    }

    [Theory]
    [InlineData(Answer.None, true)]
    [InlineData(Answer.Abstain, false)]
    [InlineData(Answer.Certify, false)]
    public void A_reviewer_owes_as_long_as_they_said_nothing(Answer answer, bool owes) =>
        Assert.Equal(owes, (Assignment.Of(new(Kim, default)) with { Answer = answer }).OwesAnswer);

    private static MessageId Id(int number) => new(new Guid(number, 0, 0, new byte[8]));

    private static MessageDraft Draft(int number) => new(Id(number), MessageKind.Launch, 0, Kim, new(3, 0, null, null));

    private IReadOnlyList<DomainEvent> Do(MessageCommand command)
    {
        var decision = outbox.Decide(command, new(now, Caller.System));
        Assert.Null(decision.Refusal);
        foreach (var what in decision.Events)
            outbox.Fold(what, default);
        return decision.Events;
    }

    private (string Field, RefusalReason Reason) Refused(MessageCommand command)
    {
        var refusal = outbox.Decide(command, new(now, Caller.System)).Refusal!;
        return (refusal.Field, refusal.Reason);
    }
}
