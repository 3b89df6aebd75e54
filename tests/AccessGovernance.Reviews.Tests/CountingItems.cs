using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.EventLog;
using static AccessGovernance.Reviews.Tests.ReviewStory;

namespace AccessGovernance.Reviews.Tests;

/// <summary>How far a campaign is.</summary>
public sealed class CountingItems : IDisposable
{
    private readonly ReviewStory story = new();

    public void Dispose() => story.Dispose();

    [Fact]
    public async Task Goes_with_every_event()
    {
        await story.Launched(First, 250);
        await story.Given(new ItemNumber(1), Answered(1, Sue, Answer.Certify), new ItemSignedOff(new(1), Sue), Answered(2, Max, Answer.Abstain));
        await story.Given(new ItemNumber(201), Answered(201, Sue, Answer.Revoke));

        Assert.Equal(new OpenItems(250, 2, 1, 0), story.Recorded.Counts.Open);
        Assert.Equal(250, story.Recorded.Counts.Frozen);
        await story.Given(new ItemNumber(201), new ItemStageClosed(new(201), 0, StageResults.Denied, ItemOutcome.Revoked, true),
            new RemediationRequested(new(201), RemediationAction.Revoke, new Instant(5), new Instant(6)));
        Assert.Equal(249, story.Recorded.Counts.Open.Items);
        Assert.Equal(1, story.Recorded.Counts.Outcomes[OutcomeKind.Revoked]);
        Assert.Equal(1, story.Recorded.Counts.Cases[CaseState.Requested]);
        Assert.Equal(RemediationAction.Revoke, story.Reader.Item(First, new(201))!.Case!.Action);
    }

    [Fact]
    public async Task Keeps_stages_apart_while_one_is_being_ended()
    {
        await story.Launched(First, 3);
        await story.Given(new ItemNumber(1), Answered(1, Sue, Answer.Certify), new ItemSignedOff(new(1), Sue),
            new ItemStageClosed(new(1), 0, StageResults.Accepted, ItemOutcome.Certified, false), new ItemStageOpened(new(1), 1, [new(Max,
                ReviewerKinds.Named)]));

        Assert.Equal(new OpenItems(2, 0, 0, 0), story.Recorded.Counts.Open);
        Assert.Equal(new StageTally(1, 1, 1, 1), Assert.Single(story.Recorded.Counts.Stages));
        await story.Given(StreamNames.Of(First), new ReviewStageEnded(0, new(1, 1, 1, 1)), new ReviewStageBegun(1, new(new("2030-02-01", "UTC"),
            new Instant(10_000))));
        Assert.Equal(new OpenItems(1, 0, 0, 0), story.Recorded.Counts.Open);
        Assert.Equal(new Instant(10_000), story.Recorded.Rules.Deadline);
    }

    [Fact]
    public async Task Of_a_part_that_is_frozen_anew_forgets_what_was_frozen_before()
    {
        await story.Launched(First, 4);

        await story.Given(new ItemNumber(1), new PopulationFrozen([Frozen(1), Frozen(2)], [By(Max), By(Max)]));

        Assert.Equal(2, story.Recorded.Counts.Open.Items);
        Assert.Empty(story.WorkOf(Sue, 10));
        Assert.Equal([1, 2], story.WorkOf(Max, 10).Select(i => i.Number.Value).Order());
    }

    [Fact]
    public async Task Stops_loudly_at_an_item_that_was_never_frozen()
    {
        await story.Launched(First, 2);

        await Assert.ThrowsAsync<DamagedLogException>(() => story.Given(new ItemNumber(3), Answered(3, Max, Answer.Certify)));
    }
}
