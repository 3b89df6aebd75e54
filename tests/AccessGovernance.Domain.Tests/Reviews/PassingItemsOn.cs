using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;
using static AccessGovernance.Domain.Tests.Reviews.ReviewWords;

namespace AccessGovernance.Domain.Tests.Reviews;

/// <summary>Delegation, replacement, escalation; and that none of them lets anybody decide about their own access.</summary>
public sealed class PassingItemsOn
{
    [Fact]
    public void Gives_the_place_away_with_both_names_and_drops_the_answer()
    {
        var story = new ItemStory(By(Max)).By(Max).Done(Say(Answer.Certify)).When(new DelegateItem(Kim, Words.Why));
        story.Then(new ItemDelegated(Item, Max, Kim, Facts.Identity, Words.Why));
        story.Done(new DelegateItem(Kim, Words.Why)).When(Say(Answer.Certify)).ThenRefused(RefusalReason.NotReviewer);
        Assert.Equal(Answer.None, Assert.Single(story.State.Assignments).Answer);
        story.By(Kim).Done(Say(Answer.Revoke)).OnDay(110).By(Caller.System).Done(new CloseItemStage(null));
        Assert.Equal(ItemOutcome.Revoked, story.State.Outcome);
    }

    [Fact]
    public void In_a_circle_is_refused() => new ItemStory(By(Max)).By(Max).Done(new DelegateItem(Kim, null)).By(Kim)
        .Done(new DelegateItem(Leo, null)).By(Leo).When(new DelegateItem(Max, null)).ThenRefused(RefusalReason.DelegationCircle);

    [Fact]
    public void Gives_nobody_two_votes()
    {
        new ItemStory(By(Max), By(Kim)).By(Max).When(new DelegateItem(Kim, null)).ThenRefused(RefusalReason.ReviewerAlreadyAssigned);
        new ItemStory(By(Max), By(Kim)).When(new ReplaceReviewer(Max, Kim, ReplacementCause.ReviewerLeft))
            .ThenRefused(RefusalReason.ReviewerAlreadyAssigned);
        new ItemStory(By(Max)).When(new AddReviewer(Max, ReviewerKinds.Escalation)).Then();
    }

    [Fact]
    public void Ends_after_as_many_times_as_allowed()
    {
        var story = new ItemStory(By(new("p0")));
        for (var i = 0; i < ReviewItem.MaxPassedOn; i++)
            story.By(new PersonId($"p{i}")).Done(new DelegateItem(new($"p{i + 1}"), null));
        story.By(new PersonId($"p{ReviewItem.MaxPassedOn}")).When(new DelegateItem(Kim, null)).ThenRefused(RefusalReason.DelegationTooLong);
    }

    [Fact]
    public void To_the_person_whose_access_it_is_is_refused_by_every_way()
    {
        var story = new ItemStory(By(Max));
        story.When(new AddReviewer(Sue, ReviewerKinds.Escalation)).ThenRefused(RefusalReason.OwnAccess);
        story.When(new ReplaceReviewer(Max, Sue, ReplacementCause.NoResponse)).ThenRefused(RefusalReason.OwnAccess);
        story.By(Max).When(new DelegateItem(Sue, null)).ThenRefused(RefusalReason.OwnAccess);
        story.OnDay(110).By(Caller.System).With(f => f, r => r with { Stage = Stage with { AdvanceOn = StageResults.Undecided } })
            .When(new CloseItemStage([By(Sue)])).ThenRefused(RefusalReason.OwnAccess);
    }

    [Fact]
    public void By_the_person_whose_access_it_is_is_refused_through_any_account_or_token()
    {
        var story = new ItemStory(By(Max));
        var speaking = Caller.System with { SpeaksFor = [Sue] };
        foreach (var caller in new[] { As(Sue), new("second", new("second"), [Kim, Sue], true), new("sue-admin", Facts.Identity, [], true), speaking })
        {
            foreach (var command in new ReviewItemCommand[]
            {
                Say(Answer.Certify), new DelegateItem(Kim, null), new SignOffItem(), new CommentOnItem(Words.Why), new CloseItemStage(null),
                new AddReviewer(Kim, ReviewerKinds.Named), new ReplaceReviewer(Max, Kim, ReplacementCause.ReviewerLeft),
            })
                story.By(caller).When(command).ThenRefused(RefusalReason.OwnAccess);
        }
    }

    [Fact]
    public void Does_not_count_the_answer_of_one_who_turns_out_to_be_the_person_concerned()
    {
        var story = new ItemStory(By(Max)).By(Max).Done(Say(Answer.Certify)).Done(new SignOffItem());
        story.With(f => f with { Subjects = [Sue, Max] }).By(Caller.System).When(new CloseItemStage(null)).ThenRefused(RefusalReason.StageNotOver);
        story.Done(new ReplaceReviewer(Max, Kim, ReplacementCause.ReviewerLeft));
        story.OnDay(110).Done(new CloseItemStage(null));
        Assert.Equal(ItemOutcome.Silent(OutcomeKind.Kept), story.State.Outcome);
    }

    [Fact]
    public void Does_not_count_the_answer_of_one_whom_the_person_concerned_turns_out_to_have_chosen()
    {
        var story = new ItemStory(By(Max)).By(Max).Done(new DelegateItem(Leo, null)).By(Leo).Done(new DelegateItem(Kim, null));
        story.By(Kim).Done(Say(Answer.Certify)).With(f => f with { Subjects = [Sue, Max] }).By(Caller.System);
        // A rule chooses somebody else, who may.
        story.Done(new ReplaceReviewer(Kim, Eve, ReplacementCause.ReviewerLeft)).By(Eve).Done(Say(Answer.Revoke)).Done(new SignOffItem());
        Assert.False(story.State.Assignments[0].IsInHandsOf([Max]));
        story.By(Caller.System).Done(new CloseItemStage(null));
        Assert.Equal(ItemOutcome.Revoked, story.State.Outcome);

        var unseen = new ItemStory(By(Max)).By(Max).Done(new DelegateItem(Kim, null)).By(Kim).Done(Say(Answer.Certify));
        unseen.With(f => f with { Subjects = [Sue, Max] }).By(Caller.System).OnDay(110).Done(new CloseItemStage(null));
        Assert.Equal(ItemOutcome.Silent(OutcomeKind.Kept), unseen.State.Outcome);
    }

    [Fact]
    public void Bars_who_was_involved_where_the_rules_say_so()
    {
        var involved = new Involved([Max], [Kim], [Leo]);
        var story = new ItemStory(By(Max)).With(f => f with { Involved = involved }).By(Max).Done(Say(Answer.Certify));
        story.With(f => f, r => r with { Rules = NoRules with { Barred = Involvements.Requester | Involvements.Provisioner } });
        story.When(Say(Answer.Revoke)).ThenRefused(RefusalReason.ReviewerBarred);
        story.When(new DelegateItem(Leo, null)).ThenRefused(RefusalReason.ReviewerBarred);
        story.When(new DelegateItem(Kim, null)).Then(new ItemDelegated(Item, Max, Kim, null, null));
    }

    [Fact]
    public void Replaces_who_left_and_keeps_what_they_answered()
    {
        var silent = new ItemStory(By(Max)).Done(new ReplaceReviewer(Max, Eve, ReplacementCause.ReviewerLeft));
        Assert.Equal((Eve, Max), (silent.State.Assignments[0].Reviewer, silent.State.Assignments[0].Before[0].Person));
        silent.When(new ReplaceReviewer(Max, Eve, ReplacementCause.ReviewerLeft)).Then();
        silent.When(new ReplaceReviewer(Leo, Kim, ReplacementCause.ReviewerLeft)).ThenRefused(RefusalReason.NotReviewer);
        new ItemStory(By(Max)).By(Max).Done(Say(Answer.Revoke)).By(Caller.System)
            .When(new ReplaceReviewer(Max, Eve, ReplacementCause.ReviewerLeft)).Then();
        new ItemStory(By(Max)).By(Max).Done(Say(Answer.Revoke)).Done(new SignOffItem()).By(Caller.System)
            .When(new ReplaceReviewer(Max, Eve, ReplacementCause.NoResponse)).ThenRefused(RefusalReason.ReviewSignedOff);
    }

    [Fact]
    public void Bounds_the_reviewers_of_an_item()
    {
        var full = new ItemStory([.. Enumerable.Range(0, ReviewItem.MaxReviewers).Select(i => By(new($"p{i}")))]);
        full.When(new AddReviewer(Kim, ReviewerKinds.Escalation)).ThenRefused(RefusalReason.ReviewerLimitReached);
        Assert.Throws<InvalidOperationException>(() => full.State.Evolve(new ItemSignedOff(new(8), Kim)));
    }
}
