using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.EventLog;
using static AccessGovernance.Reviews.Tests.ReviewStory;

namespace AccessGovernance.Reviews.Tests;

/// <summary>What a reviewer has to do.</summary>
public sealed class WorkLists : IDisposable
{
    private readonly ReviewStory story = new();

    public void Dispose() => story.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1_000)]
    public async Task Have_every_item_once_the_greatest_risk_first_whatever_the_page(int pageSize)
    {
        var second = new CampaignId(new Guid("00000000-0000-4000-8000-000000000002"));
        await story.Launched(First, 450);
        await story.Launched(second, 30);

        var work = story.WorkOf(Max, pageSize);

        var wanted = from risk in new[] { 4, 3, 2, 1 }
                     from campaign in new[] { (Id: First, Items: 450), (Id: second, Items: 30) }
                     from item in Enumerable.Range(1, campaign.Items)
                     where item % 2 == 0 && 1 + (item % 4) == risk
                     select (campaign.Id, item);
        Assert.Equal(wanted, work.Select(i => (i.Campaign, i.Number.Value)));
    }

    [Fact]
    public async Task Follow_an_item_to_whoever_has_it_now()
    {
        await story.Launched(First, 6);

        await story.Given(new ItemNumber(4), new ItemDelegated(new(4), Max, Sue, null, null));

        Assert.Equal([2, 6], story.WorkOf(Max, 10).Select(i => i.Number.Value).Order());
        Assert.Equal([1, 3, 4, 5], story.WorkOf(Sue, 10).Select(i => i.Number.Value).Order());
        await story.Given(new ItemNumber(4), new ItemStageClosed(new(4), 0, StageResults.Undecided, ItemOutcome.Silent(OutcomeKind.Kept), true));
        Assert.Equal([1, 3, 5], story.WorkOf(Sue, 10).Select(i => i.Number.Value).Order());
    }

    [Fact]
    public async Task Have_what_comes_to_the_next_stage_once_that_has_begun()
    {
        await story.Launched(First, 4);
        await story.Given(new ItemNumber(1), new ItemStageClosed(new(1), 0, StageResults.Accepted, ItemOutcome.Certified, false),
            new ItemStageOpened(new(1), 1, [new(Max, ReviewerKinds.Named)]));

        Assert.Equal([2, 4], story.WorkOf(Max, 10).Select(i => i.Number.Value).Order());
        await story.Given(StreamNames.Of(First), new ReviewStageEnded(0, new(4, 1, 1, 1)), new ReviewStageBegun(1, new(new("2030-02-01", "UTC"),
            new Instant(10_000))));
        Assert.Equal([1], story.WorkOf(Max, 10).Select(i => i.Number.Value));
    }

    [Fact]
    public async Task Show_what_is_wanted_of_them_and_nothing_of_campaigns_that_are_over()
    {
        await story.Launched(First, 6);
        await story.Given(new ItemNumber(2), Answered(2, Max, Answer.Certify));

        Assert.Equal([2], story.WorkOf(Max, 1, i => i.PlaceOf([Max])!.Value.Answer == Answer.Certify).Select(i => i.Number.Value));
        await story.Given(StreamNames.Of(First), new CampaignCancelled("by mistake"));
        Assert.Empty(story.WorkOf(Max, 10));
    }

    [Fact]
    public async Task Of_two_persons_who_are_one_caller_have_what_both_have()
    {
        await story.Launched(First, 6);

        var page = story.Reader.WorkList([Max, Sue], null, null, 10, _ => true);

        Assert.Equal([3, 2, 6, 1, 5, 4], page.Items.Select(i => i.Number.Value));
    }

    [Fact]
    public async Task Say_where_they_stopped_when_nothing_is_wanted_for_long()
    {
        await story.Launched(First, 2 * (ReviewReader.MaxSearched + 10));

        var page = story.Reader.WorkList([Max], null, null, 10, _ => false);

        Assert.Empty(page.Items);
        Assert.NotNull(page.StoppedAfter);
        Assert.Null(story.Reader.WorkList([Max], null, page.StoppedAfter, 10, _ => false).StoppedAfter);
    }
}
