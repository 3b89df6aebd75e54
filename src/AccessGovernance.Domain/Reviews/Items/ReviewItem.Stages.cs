using System.Collections.Immutable;
using AccessGovernance.Domain.Reviews.Definitions;

namespace AccessGovernance.Domain.Reviews.Items;

public sealed partial class ReviewItem
{
    private Decision Replace(ReplaceReviewer command, ItemFacts facts, StageRules rules)
    {
        var place = PlaceOf(command.Reviewer);
        if (place < 0)
            return PlaceOf(command.By) is var by and >= 0 && Assignments[by].HasHad(command.Reviewer)
                ? Decision.Nothing
                : Decision.Refuse(RefusalReason.NotReviewer, "reviewer", $"{command.Reviewer} does not review the item");
        // Who answered has done their part, and what they said counts, whether or not they are still there.
        var counted = Counted(Assignments[place], facts, rules.Rules);
        if (counted.SignedOff)
            return Decision.Refuse(RefusalReason.ReviewSignedOff, "reviewer", $"{command.Reviewer} has signed off");
        if (counted.Answer != Answer.None)
            return Decision.Nothing;
        if (CheckReviewer(command.By, "by", facts, rules) is { } unfit)
            return unfit;
        return Assignments[place].Before.Length >= MaxPassedOn
            ? PassedOnTooOften()
            : Decision.Record(new ReviewerReplaced(Number, command.Reviewer, command.By, command.Cause));
    }

    private Decision Add(AddReviewer command, ItemFacts facts, StageRules rules)
    {
        if (CheckReviewer(command.Reviewer, "reviewer", facts, rules) is { } unfit)
            return unfit.Reason == RefusalReason.ReviewerAlreadyAssigned ? Decision.Nothing : unfit;
        return Assignments.Length >= MaxReviewers
            ? Decision.Refuse(RefusalReason.ReviewerLimitReached, "reviewer", $"the item has {MaxReviewers} reviewers, which is the most")
            : Decision.Record(new ReviewerAdded(Number, command.Reviewer, command.Kinds));
    }

    private Decision Close(CloseItemStage command, ItemFacts facts, StageRules rules, DecisionContext context)
    {
        if (context.Now < rules.Deadline && !IsSignedOff(Assignments, facts, rules.Rules))
            return Decision.Refuse(RefusalReason.StageNotOver, "stage", $"not everybody has signed off, and the stage lasts until {rules.Deadline}");
        var counted = Assignments.Select(a => Counted(a, facts, rules.Rules)).ToImmutableArray();
        var result = OutcomeRules.Result(counted, rules.Stage.Strategy);
        var outcome = OutcomeRules.Outcome(rules.Stage, counted, Outcome, facts.Recommendation);
        if (command.Next is not { } next || !rules.Stage.AdvanceOn.HasFlag(result))
            return Decision.Record(new ItemStageClosed(Number, Stage, result, outcome, true));
        return CheckReviewers(next, facts, rules.Rules) is { } refusal
            ? refusal
            : Decision.Record(new ItemStageClosed(Number, Stage, result, outcome, false), new ItemStageOpened(Number, Stage + 1, next));
    }

    /// <summary>
    /// Whether everybody whose answer counts has signed off, so that the stage of the item may end before its deadline. Where nobody was found to
    /// review, nobody can have: such a stage lasts until its deadline.
    /// </summary>
    public static bool IsSignedOff(ImmutableArray<Assignment> places, ItemFacts facts, ReviewRules rules)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(rules);
        return !places.IsEmpty && places.All(p => Counted(p, facts, rules).SignedOff);
    }

    /// <summary>
    /// A place as it counts. Whose access it is may come out after they answered, or after they chose who does: a second account that is linked to its
    /// person late. Such an answer is none.
    /// </summary>
    public static Assignment Counted(Assignment given, ItemFacts facts, ReviewRules rules) =>
        given.IsInHandsOf(facts.Subjects) || facts.Bars(given.Reviewer, rules.Barred)
            ? given with { Answer = Answer.None, Until = null, Removes = Removal.None, SignedOff = false }
            : given;

    private static Refusal? CheckReviewers(ImmutableArray<AssignedReviewer> reviewers, ItemFacts facts, ReviewRules rules)
    {
        if (reviewers.Length > MaxReviewers)
            return new(RefusalReason.ReviewerLimitReached, "reviewers", $"{reviewers.Length} reviewers; {MaxReviewers} are allowed");
        for (var i = 0; i < reviewers.Length; i++)
        {
            var person = reviewers[i].Person;
            if (facts.Subjects.Contains(person))
                return new(RefusalReason.OwnAccess, $"reviewers[{i}]", $"it is {person}'s own access");
            if (facts.Bars(person, rules.Barred))
                return new(RefusalReason.ReviewerBarred, $"reviewers[{i}]", $"{person} was involved in the access, which the campaign's rules bar");
            if (reviewers.Take(i).Any(r => r.Person == person))
                return new(RefusalReason.ReviewerAlreadyAssigned, $"reviewers[{i}]", $"{person} is listed before");
        }
        return null;
    }
}
