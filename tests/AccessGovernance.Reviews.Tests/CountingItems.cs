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
    public async Task Leaves_out_what_an_attempt_froze_that_did_not_launch_the_campaign()
    {
        var surplus = new PopulationFrozen([Frozen(201), Frozen(202)], [By(Max), By(Sue)]);
        await story.Given(StreamNames.Of(First), new LaunchBegun(First, Basis), new LaunchAttempted(1));
        await story.Given(new ItemNumber(201), new FreezingAttempted(1), surplus);
        await story.Launched(First, 2);
        await story.Given(new ItemNumber(401), new FreezingAttempted(1), new PopulationFrozen([Frozen(401)], [By(Max), By(Sue)]));

        Assert.Equal((2, 2), (story.Recorded.Counts.Frozen, story.Recorded.Counts.Open.Items));
        Assert.Null(story.Reader.Item(First, new(201)));
        Assert.Null(story.Reader.Item(First, new(401)));
        Assert.Equal([1], story.WorkOf(Sue, 10).Select(i => i.Number.Value));
        Assert.Equal([(Max, 1), (Sue, 1)], story.Reader.Owed(First).OrderBy(o => o.Reviewer.Value).Select(o => (o.Reviewer, o.Items)));
    }

    [Fact]
    public async Task Adds_the_pieces_of_a_large_part()
    {
        await story.Given(new ItemNumber(1), new FreezingAttempted(1), new PopulationFrozen([Frozen(1)], [By(Max), By(Sue)]),
            new PopulationContinued([Frozen(2), Frozen(3) with { Reviewers = 2 }], [By(new("eve"))]));
        await story.Given(StreamNames.Of(First), new LaunchBegun(First, Basis),
            new CampaignLaunched(new(3, 4, 0, [new(new("app"), 3)], new string('a', 64)), new(new("2030-01-01", "UTC"), new Instant(9_000))));

        Assert.Equal(3, story.Recorded.Counts.Open.Items);
        Assert.Equal([3], story.WorkOf(new("eve"), 10).Select(i => i.Number.Value));
    }

    [Fact]
    public async Task Stops_loudly_at_an_item_that_was_never_frozen()
    {
        await story.Launched(First, 2);

        await Assert.ThrowsAsync<DamagedLogException>(() => story.Given(new ItemNumber(3), Answered(3, Max, Answer.Certify)));
    }
}
