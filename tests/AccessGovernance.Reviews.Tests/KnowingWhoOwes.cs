using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.Domain.Reviews.Messages;
using AccessGovernance.EventLog;
using static AccessGovernance.Reviews.Tests.ReviewStory;

namespace AccessGovernance.Reviews.Tests;

/// <summary>Who has not answered, and what they were told.</summary>
public sealed class KnowingWhoOwes : IDisposable
{
    private static readonly PersonId Kim = new("kim");

    private readonly ReviewStory story = new();

    public void Dispose() => story.Dispose();

    [Fact]
    public async Task Whoever_answered_or_was_replaced_owes_nothing()
    {
        await story.Launched(First, 4);
        Assert.Equal(2, Owing(Max));
        await story.Given(new ItemNumber(2), new ItemAnswered(new(2), Max, Answer.Abstain, null, Removal.None, new(false, 0, false), null, null));
        Assert.Equal(1, Owing(Max));
        await story.Given(new ItemNumber(4), new ReviewerReplaced(new(4), Max, Kim, ReplacementCause.NoResponse));
        Assert.Equal((0, 1, 2), (Owing(Max), Owing(Kim), Owing(Sue)));
        await story.Given(new ItemNumber(1), new ReviewerAdded(new(1), Kim, ReviewerKinds.Escalation));
        Assert.All(story.Reader.Owed(First), o => Assert.Equal(o.Reviewer == Kim, o.Substitute));
        await story.Given(new ItemNumber(3), new ItemStageClosed(new(3), 0, StageResults.Undecided, ItemOutcome.Certified, true));
        Assert.Equal(1, Owing(Sue));
        await story.Given(new ItemNumber(2), new ItemStageClosed(new(2), 0, StageResults.Accepted, ItemOutcome.Certified, false),
            new ItemStageOpened(new(2), 1, [new(Sue, ReviewerKinds.Named)]));
        Assert.Equal((1, 0), (Owing(Sue), Owing(Max)));
    }

    [Fact]
    public async Task Messages_are_listed_in_order_and_wait_for_their_pauses()
    {
        await story.Launched(First, 1);
        var ids = Enumerable.Range(1, 3).Select(n => new MessageId(new Guid(n, 0, 0, new byte[8]))).ToArray();
        await story.Given(StreamNames.OfOutbox(First), [.. ids.Select(id => new MessageQueued(
            id, MessageKind.Launch, 0, Max, new Instant(1), new(1, 0, null, null), MessageChannels.Mail))]);
        Assert.Equal(ids[1..], story.Reader.Messages(First, 1, 9).Select(m => m.Id));
        Assert.Equal(ids[..2], Deliverable(2, 2));
        await story.Given(StreamNames.OfOutbox(First), new MessageFailed(ids[0], MessageChannels.Mail, 1, DeliveryError.TimedOut, new Instant(10)),
            new MessageDelivered(ids[1], MessageChannels.Mail, new Instant(10)));
        Assert.Equal(ids[2..], Deliverable(1_009, 9));
        Assert.Equal([ids[0], ids[2]], Deliverable(1_010, 9));
        Assert.Equal([First], story.Reader.CampaignsWithWaiting());
        await story.Given(StreamNames.OfOutbox(First), new MessageGivenUp(ids[0], MessageChannels.Mail, GiveUpCause.Expired),
            new MessageDelivered(ids[2], MessageChannels.Mail, new Instant(10)));
        Assert.Empty(story.Reader.CampaignsWithWaiting());
    }

    private int Owing(PersonId person) => story.Reader.Owed(First).SingleOrDefault(o => o.Reviewer == person).Items;

    private IEnumerable<MessageId> Deliverable(long now, int limit) =>
        story.Reader.Deliverable(First, MessageChannels.Mail, new Instant(now), limit).Select(m => m.Id);
}
