using AccessGovernance.Domain.Observations;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;
using static AccessGovernance.Domain.Tests.Reviews.ReviewWords;

namespace AccessGovernance.Domain.Tests.Reviews;

public sealed class ReviewingItems
{
    [Fact]
    public void Records_the_answer_of_the_reviewer_with_how_it_came_about() => new ItemStory(By(Max)).By(Max).When(Say(Answer.Certify))
        .Then(new ItemAnswered(Item, Max, Answer.Certify, null, Removal.None, Quick, null, null));

    [Fact]
    public void Of_the_same_answer_again_is_nothing_to_do() =>
        new ItemStory(By(Max)).By(Max).Done(Say(Answer.Modify)).When(Say(Answer.Modify)).Then();

    [Fact]
    public void May_be_changed_until_it_is_signed_off()
    {
        var story = new ItemStory(By(Max)).By(Max).Done(Say(Answer.Certify)).Done(Say(Answer.Revoke)).Done(new SignOffItem());
        story.When(new SignOffItem()).Then();
        story.When(Say(Answer.Certify)).ThenRefused(RefusalReason.ReviewSignedOff);
        story.Done(new CloseItemStage(null));
        Assert.Equal(ItemOutcome.Revoked, story.State.Outcome);
    }

    [Fact]
    public void Needs_an_answer_before_it_is_signed_off() =>
        new ItemStory(By(Max)).By(Max).When(new SignOffItem()).ThenRefused(RefusalReason.AnswerMissing);

    [Theory]
    [InlineData(109.999, true)]
    [InlineData(110, false)]
    public void Counts_before_the_deadline_and_not_at_it(double day, bool counts)
    {
        var story = new ItemStory(By(Max)).By(Max).OnDay(day).When(Say(Answer.Certify));
        Assert.Equal(counts ? null : RefusalReason.DeadlinePassed, story.Decision.Refusal?.Reason);
    }

    [Fact]
    public void Is_refused_for_anothers_item() => new ItemStory(By(Max)).By(Kim).When(Say(Answer.Certify)).ThenRefused(RefusalReason.NotReviewer);

    [Fact]
    public void Is_refused_when_the_item_is_finished() => new ItemStory(By(Max)).OnDay(110).Done(new CloseItemStage(null)).By(Max).OnDay(109)
        .When(Say(Answer.Certify)).ThenRefused(RefusalReason.ItemNotInReview);

    [Fact]
    public void Is_refused_through_an_account_that_two_reviewers_share() => new ItemStory(By(Max), By(Eve))
        .By(new Caller("team", new("team"), [Max, Eve], false)).When(Say(Answer.Certify)).ThenRefused(RefusalReason.ReviewerAmbiguous);

    [Theory]
    [InlineData(JustificationRule.Never, Answer.Revoke, true)]
    [InlineData(JustificationRule.OnChange, Answer.Certify, true)]
    [InlineData(JustificationRule.OnChange, Answer.Modify, false)]
    [InlineData(JustificationRule.OnChange, Answer.Revoke, false)]
    [InlineData(JustificationRule.Always, Answer.Abstain, false)]
    public void Needs_a_justification_where_the_campaign_says_so(JustificationRule rule, Answer answer, bool accepted)
    {
        var story = new ItemStory(By(Max)).By(Max).With(f => f, r => r with { Rules = NoRules with { Justification = rule } });
        story.When(Say(answer));
        Assert.Equal(accepted ? null : RefusalReason.JustificationRequired, story.Decision.Refusal?.Reason);
        story.Done(Say(answer) with { Justification = Words.Why });
    }

    [Fact]
    public void Of_an_account_of_nobody_there_is_no_end_to_modify()
    {
        var story = new ItemStory(By(Max)).By(Max).With(f => f with { Identity = UnownedLogin.Of(Words.Id(3)) }, r => r);
        story.When(Say(Answer.Modify)).ThenRefused(RefusalReason.SettingInvalid);
        story.Done(Say(Answer.Certify)).Done(Say(Answer.Revoke));
    }

    [Fact]
    public void Modifies_to_a_later_instant_than_now_only()
    {
        var story = new ItemStory(By(Max)).By(Max);
        story.When(Say(Answer.Modify) with { Until = Times.Today }).ThenRefused(RefusalReason.SettingInvalid);
        story.When(Say(Answer.Modify) with { Until = null }).ThenRefused(RefusalReason.SettingInvalid);
        story.When(Say(Answer.Certify) with { Until = Times.Day(200) }).ThenRefused(RefusalReason.SettingInvalid);
        story.When(new AnswerItem((Answer)9, null, Removal.None, null, Quick)).ThenRefused(RefusalReason.SettingInvalid);
    }

    [Fact]
    public void Goes_on_to_the_next_stage_with_results_that_advance_and_ends_with_others()
    {
        var first = Stage with { AdvanceOn = StageResults.Denied };
        var story = new ItemStory(By(Max)).With(f => f, r => r with { Stage = first }).By(Max).Done(Say(Answer.Revoke)).Done(new SignOffItem());
        story.By(Caller.System).Done(new CloseItemStage([By(Kim)]));
        Assert.Equal((1, false), (story.State.Stage, story.State.IsFinished));
        story.By(Max).When(Say(Answer.Certify)).ThenRefused(RefusalReason.NotReviewer);
        story.By(Kim).Done(Say(Answer.Certify)).Done(new SignOffItem()).By(Caller.System).Done(new CloseItemStage([By(Leo)]));
        Assert.Equal((ItemOutcome.Certified, true), (story.State.Outcome, story.State.IsFinished));
    }

    [Fact]
    public void Is_not_closed_before_the_deadline_unless_everybody_signed_off()
    {
        new ItemStory(By(Max), By(Kim)).By(Max).Done(Say(Answer.Certify)).Done(new SignOffItem()).By(Caller.System)
            .When(new CloseItemStage(null)).ThenRefused(RefusalReason.StageNotOver);
        new ItemStory().When(new CloseItemStage(null)).ThenRefused(RefusalReason.StageNotOver);
        new ItemStory().OnDay(110).When(new CloseItemStage(null)).Then(
            new ItemStageClosed(Item, 0, StageResults.Undecided, ItemOutcome.Silent(OutcomeKind.Kept), true));
    }

    [Fact]
    public void Is_owed_by_those_who_have_not_answered_while_it_can_be()
    {
        var story = new ItemStory(By(Max), By(Kim)).By(Max).Done(Say(Answer.Abstain));
        Assert.Equal([Kim], story.State.Owing);
        Assert.Empty(story.OnDay(110).Done(new CloseItemStage(null)).State.Owing);
    }

    [Fact]
    public void Keeps_comments_and_justifications_to_be_sealed()
    {
        var story = new ItemStory(By(Max)).By(Max).When(new CommentOnItem(Words.Why));
        Assert.True(Assert.Single(story.Decision.Events).HasPersonalText);
        story.When(Say(Answer.Revoke) with { Justification = Words.Why });
        Assert.True(Assert.Single(story.Decision.Events).HasPersonalText);
    }
}
