using System.Collections.Concurrent;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;
using CsCheck;

namespace AccessGovernance.Domain.Tests.Reviews;

/// <summary>What holds of an item whatever the stages, strategies, answers, delegations and deadlines.</summary>
public sealed class ReviewProperties
{
    private static readonly int End = 1_000;

    [Fact]
    public void Equal_a_naive_evaluator() => ReviewCourse.Some.Sample(course =>
    {
        var item = Opened(course);
        var naive = new NaiveReview(course);
        foreach (var attempt in course.Attempts.Concat(ClosingAttempts(course)))
        {
            var decision = Decide(item, course, attempt);
            var reply = decision.Refusal is not null ? Reply.Refused : decision.Events.Count == 0 ? Reply.Nothing : Reply.Done;
            Assert.Equal((attempt, naive.Try(attempt)), (attempt, reply));
            Fold(item, decision);
            Assert.Equal((naive.Stage, naive.Finished, naive.Outcome), (item.Stage, item.IsFinished, item.Outcome));
        }
        Assert.True(item.IsFinished);
    }, iter: 20_000);

    [Fact]
    public void Let_nobody_decide_about_their_own_access() => ReviewCourse.Some.Sample(course =>
    {
        var item = Opened(course);
        foreach (var attempt in course.Attempts)
        {
            var facts = course.FactsAt(attempt.Hour);
            var before = item.Assignments;
            var decision = Decide(item, course, attempt);
            Assert.True(decision.Refusal is not null || !facts.IsOwnOf(attempt.Caller));
            Fold(item, decision);
            var sitting = before.Select(a => a.Reviewer).ToHashSet();
            Assert.DoesNotContain(item.Assignments, a => facts.Subjects.Contains(a.Reviewer) && !sitting.Contains(a.Reviewer));
            Assert.Equal(item.Assignments.Length, item.Assignments.Select(a => a.Reviewer).Distinct().Count());
        }
    }, iter: 10_000);

    [Fact]
    public void Come_out_as_if_the_person_concerned_had_tried_nothing() => ReviewCourse.Some.Sample(course =>
    {
        var subject = course.FactsAt(0);
        var without = course with { Attempts = [.. course.Attempts.Where(a => !subject.IsOwnOf(a.Caller))] };
        Assert.Equal(Finish(without).Outcome, Finish(course).Outcome);
    }, iter: 10_000);

    [Fact]
    public void Are_tried_on_every_outcome_and_every_refusal_that_an_item_knows()
    {
        var seen = new ConcurrentDictionary<Enum, int>();
        ReviewCourse.Some.Sample(course =>
        {
            var item = Opened(course);
            foreach (var attempt in course.Attempts.Concat(ClosingAttempts(course)))
            {
                var decision = Decide(item, course, attempt);
                if (decision.Refusal is { } refusal)
                    seen.AddOrUpdate(refusal.Reason, 1, (_, n) => n + 1);
                Fold(item, decision);
            }
            seen.AddOrUpdate(item.Outcome.Kind, 1, (_, n) => n + 1);
        }, iter: 10_000);
        Enum[] expected =
        [
            OutcomeKind.Kept, OutcomeKind.Certified, OutcomeKind.Modified, OutcomeKind.Suspended, OutcomeKind.Revoked,
            RefusalReason.OwnAccess, RefusalReason.DeadlinePassed, RefusalReason.NotReviewer, RefusalReason.ReviewerAmbiguous,
            RefusalReason.ReviewSignedOff, RefusalReason.ReviewerBarred, RefusalReason.JustificationRequired, RefusalReason.AnswerMissing,
            RefusalReason.DelegationCircle, RefusalReason.ReviewerAlreadyAssigned, RefusalReason.StageNotOver, RefusalReason.ItemNotInReview,
        ];
        Assert.Equal([], expected.Except(seen.Keys));
    }

    private static ReviewItem Finish(ReviewCourse course)
    {
        var item = Opened(course);
        foreach (var attempt in course.Attempts.Concat(ClosingAttempts(course)))
            Fold(item, Decide(item, course, attempt));
        return item;
    }

    // As in a launch: items are open as they are frozen.
    private static ReviewItem Opened(ReviewCourse course) => ReviewWords.Frozen(course.ReviewersOf(0, 0)).Find(ReviewWords.Item)!;

    private static IEnumerable<Attempt> ClosingAttempts(ReviewCourse course) =>
        course.Stages.Select((_, i) => new Attempt(End + i, ReviewCourse.Callers.Length - 1, Deed.Close, 0, 0, Answer.None, false));

    private static Decision Decide(ReviewItem item, ReviewCourse course, Attempt attempt) => item.Decide(
        CommandOf(item, course, attempt), course.FactsAt(attempt.Hour), course.RulesOf(item.Stage), new(ReviewCourse.At(attempt.Hour), attempt.Caller));

    private static ReviewItemCommand CommandOf(ReviewItem item, ReviewCourse course, Attempt attempt)
    {
        var target = ReviewCourse.People[attempt.Target];
        var why = attempt.Justified ? Words.Why : null;
        return attempt.Deed switch
        {
            Deed.Answer => new AnswerItem(attempt.Answer, attempt.Until, attempt.Answer == Answer.Revoke ? Removal.Grant : Removal.None, why,
                ReviewWords.Quick),
            Deed.Delegate => new DelegateItem(target, why),
            Deed.SignOff => new SignOffItem(),
            Deed.Replace => new ReplaceReviewer(ReviewCourse.People[attempt.Other], target, ReplacementCause.ReviewerLeft),
            Deed.Add => new AddReviewer(target, ReviewerKinds.Escalation),
            _ => new CloseItemStage(ReviewCourse.IsLast(course, item.Stage) ? null : course.ReviewersOf(item.Stage + 1, attempt.Hour)),
        };
    }

    private static void Fold(ReviewItem item, Decision decision)
    {
        foreach (var what in decision.Events)
            item.Evolve((ReviewItemEvent)what);
    }
}
