using AccessGovernance.Domain.Observations;
using AccessGovernance.Domain.Reviews.Definitions;

namespace AccessGovernance.Domain.Reviews.Items;

public sealed partial class ReviewItem
{
    private Decision Answered(AnswerItem command, ItemFacts facts, StageRules rules, DecisionContext context)
    {
        if (FindPlace(rules, context, out var place) is { } refusal)
            return refusal;
        var assignment = Assignments[place];
        if (facts.Bars(assignment.Reviewer, rules.Rules.Barred))
            return Decision.Refuse(RefusalReason.ReviewerBarred, "item", "the reviewer was involved in the access, which the campaign's rules bar");
        if (CheckAnswer(command, facts, rules.Rules.Justification, context.Now) is { } invalid)
            return invalid;
        var same = (assignment.Answer, assignment.Until, assignment.Removes) == (command.Answer, command.Until, command.Removes);
        // The same answer with another justification says something: it is recorded.
        return same && command.Justification is null
            ? Decision.Nothing
            : Decision.Record(new ItemAnswered(
                Number, assignment.Reviewer, command.Answer, command.Until, command.Removes, command.Handling,
                About(facts, command.Justification), command.Justification));
    }

    private Decision Comment(CommentOnItem command, ItemFacts facts, StageRules rules, DecisionContext context) =>
        FindPlace(rules, context, out var place) is { } refusal
            ? refusal
            : Decision.Record(new ItemCommented(Number, Assignments[place].Reviewer, facts.Identity, command.Text));

    private Decision Delegated(DelegateItem command, ItemFacts facts, StageRules rules, DecisionContext context)
    {
        if (FindPlace(rules, context, out var place) is { } refusal)
            return refusal;
        var assignment = Assignments[place];
        if (assignment.Before.Any(p => p.Person == command.To))
            return Decision.Refuse(RefusalReason.DelegationCircle, "to", $"{command.To} passed the item on before");
        if (CheckReviewer(command.To, "to", facts, rules) is { } unfit)
            return unfit;
        return assignment.Before.Length >= MaxPassedOn
            ? PassedOnTooOften()
            : Decision.Record(new ItemDelegated(Number, assignment.Reviewer, command.To, About(facts, command.Reason), command.Reason));
    }

    private Decision SignOff(StageRules rules, DecisionContext context)
    {
        if (FindPlace(rules, context, out var place) is not { } refusal)
        {
            return Assignments[place].Answer == Answer.None
                ? Decision.Refuse(RefusalReason.AnswerMissing, "item", "the reviewer has not answered")
                : Decision.Record(new ItemSignedOff(Number, Assignments[place].Reviewer));
        }
        return refusal.Reason == RefusalReason.ReviewSignedOff ? Decision.Nothing : refusal;
    }

    /// <summary>The caller's own place, which may still change; a person who has none, or an account of two who have, gets a refusal.</summary>
    private Refusal? FindPlace(StageRules rules, DecisionContext context, out int place)
    {
        place = -1;
        if (context.Now >= rules.Deadline)
            return new(RefusalReason.DeadlinePassed, "item", $"the stage ended at {rules.Deadline}");
        for (var i = 0; i < Assignments.Length; i++)
        {
            if (!context.Caller.Is(Assignments[i].Reviewer))
                continue;
            if (place >= 0)
                return new(RefusalReason.ReviewerAmbiguous, "item", "several reviewers of the item share the calling account");
            place = i;
        }
        if (place < 0)
            return new(RefusalReason.NotReviewer, "item", "the caller does not review the item");
        return Assignments[place].SignedOff ? new(RefusalReason.ReviewSignedOff, "item", "the reviewer has signed off") : null;
    }

    private static Refusal? CheckAnswer(AnswerItem command, ItemFacts facts, JustificationRule justification, Instant now)
    {
        if (command.Answer == Answer.None || !Enum.IsDefined(command.Answer))
            return new(RefusalReason.SettingInvalid, "answer", $"is {command.Answer}; Certify, Revoke, Modify and Abstain are allowed");
        if (command.Answer == Answer.Modify && UnownedLogin.Is(facts.Identity))
            return new(RefusalReason.SettingInvalid, "answer", "is Modify; an account of nobody known has no grant: Certify, Revoke and Abstain are allowed");
        if (command.Answer == Answer.Modify && command.Until is null)
            return new(RefusalReason.SettingInvalid, "until", $"is missing; an instant after {now} is allowed");
        if (command.Answer == Answer.Modify && command.Until <= now)
            return new(RefusalReason.SettingInvalid, "until", $"is {command.Until}; an instant after {now} is allowed, or revoke");
        if (command.Answer != Answer.Modify && command.Until is not null)
            return new(RefusalReason.SettingInvalid, "until", "is given; it is allowed with Modify only");
        if (!Enum.IsDefined(command.Removes) || (command.Answer == Answer.Revoke) == (command.Removes == Removal.None))
            return new(RefusalReason.SettingInvalid, "removes", $"is {command.Removes}; Grant and Content are allowed with Revoke, and nothing otherwise");
        var needed = justification == JustificationRule.Always
            || (justification == JustificationRule.OnChange && command.Answer is Answer.Revoke or Answer.Modify);
        return needed && command.Justification is null
            ? new(RefusalReason.JustificationRequired, "justification", $"{command.Answer} needs a justification in this campaign")
            : null;
    }

    private static IdentityId? About(ItemFacts facts, PersonalText? text) => text is null ? null : facts.Identity;

    private static Refusal PassedOnTooOften() =>
        new(RefusalReason.DelegationTooLong, "to", $"the item was passed on {MaxPassedOn} times, which is the most");
}
