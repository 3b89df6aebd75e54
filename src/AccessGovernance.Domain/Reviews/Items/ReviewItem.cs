using System.Collections.Immutable;

namespace AccessGovernance.Domain.Reviews.Items;

/// <summary>
/// One item of a campaign on its way through the stages. Nobody decides about their own access: of an own item every command is refused,
/// and nobody whose access it is gets a place. What an item is about comes as <see cref="ItemFacts"/>. Not an aggregate of its own: many items
/// share a stream, which folds their events. Not thread-safe.
/// </summary>
public sealed partial class ReviewItem
{
    /// <summary>Places of one item in one stage.</summary>
    public const int MaxReviewers = 50;

    /// <summary>How often one place is passed on, by delegation or replacement.</summary>
    public const int MaxPassedOn = 5;

    internal ReviewItem(ItemNumber number, ItemState state) => (Number, State) = (number, state);

    public ItemNumber Number { get; }

    /// <summary>From 0 on.</summary>
    public int Stage => State.Stage;

    /// <summary>The places of the present stage, or of the last one.</summary>
    public ImmutableArray<Assignment> Assignments => State.Assignments;

    /// <summary>What the closed stages have come to.</summary>
    public ItemOutcome Outcome => State.Outcome;

    public bool IsFinished => State.IsFinished;

    public bool IsInReview => !IsFinished;

    internal ItemState State { get; private set; }

    /// <summary>Who still owes an answer: the only ones to be reminded, and to be escalated.</summary>
    public IEnumerable<PersonId> Owing => IsInReview ? Assignments.Where(a => a.Answer == Answer.None).Select(a => a.Reviewer) : [];

    /// <summary>Decides one command on this state; changes nothing.</summary>
    public Decision Decide(ReviewItemCommand command, ItemFacts facts, StageRules rules, DecisionContext context)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(rules);
        // Before anything else, and whatever is asked: who picks the reviewers of their own access decides about it too.
        if (facts.IsOwnOf(context.Caller))
            return Decision.Refuse(RefusalReason.OwnAccess, "item", "nobody decides about their own access");
        if (IsFinished)
            return Decision.Refuse(RefusalReason.ItemNotInReview, "item", "the item is finished");

        return command switch
        {
            AnswerItem c => Answered(c, facts, rules, context),
            CommentOnItem c => Comment(c, facts, rules, context),
            DelegateItem c => Delegated(c, facts, rules, context),
            SignOffItem => SignOff(rules, context),
            ReplaceReviewer c => Replace(c, facts, rules),
            AddReviewer c => Add(c, facts, rules),
            CloseItemStage c => Close(c, facts, rules, context),
            _ => throw new ArgumentOutOfRangeException(nameof(command), command.GetType().Name),
        };
    }

    /// <summary>Folds one event of this item.</summary>
    /// <exception cref="InvalidOperationException">The event is not one of this item.</exception>
    public void Evolve(ReviewItemEvent what)
    {
        ArgumentNullException.ThrowIfNull(what);
        if (what.Item != Number)
            throw new InvalidOperationException($"{what.GetType().Name} is of item {what.Item}, not of item {Number}.");
        switch (what)
        {
            case ItemStageOpened e: State = State with { Stage = e.Stage, Assignments = [.. e.Reviewers.Select(Assignment.Of)] }; break;
            case ItemAnswered e: Change(e.Reviewer, a => a with { Answer = e.Answer, Until = e.Until, Removes = e.Removes }); break;
            case ItemCommented: break;
            case ItemDelegated e: Change(e.From, a => a.PassedTo(e.To, true)); break;
            case ReviewerReplaced e: Change(e.Left, a => a.PassedTo(e.By, false)); break;
            case ReviewerAdded e: State = State with { Assignments = Assignments.Add(Assignment.Of(new(e.Reviewer, e.Kinds))) }; break;
            case ItemSignedOff e: Change(e.Reviewer, a => a with { SignedOff = true }); break;
            case ItemStageClosed e: State = State with { Outcome = e.Outcome, IsFinished = e.Finished }; break;
            default: throw new InvalidOperationException($"{what.GetType().Name} does not belong to a review item.");
        }
    }

    private void Change(PersonId reviewer, Func<Assignment, Assignment> change)
    {
        var place = PlaceOf(reviewer);
        State = State with { Assignments = Assignments.SetItem(place, change(Assignments[place])) };
    }

    private int PlaceOf(PersonId reviewer)
    {
        for (var i = 0; i < Assignments.Length; i++)
        {
            if (Assignments[i].Reviewer == reviewer)
                return i;
        }
        return -1;
    }

    // No vote is had twice: whoever has a place in the present stage gets no second one.
    private Refusal? CheckReviewer(PersonId person, string field, ItemFacts facts, StageRules rules)
    {
        if (facts.Subjects.Contains(person))
            return new(RefusalReason.OwnAccess, field, $"it is {person}'s own access");
        if (facts.Bars(person, rules.Rules.Barred))
            return new(RefusalReason.ReviewerBarred, field, $"{person} was involved in the access, which the campaign's rules bar");
        return PlaceOf(person) >= 0 ? new(RefusalReason.ReviewerAlreadyAssigned, field, $"{person} reviews the item already") : null;
    }
}
