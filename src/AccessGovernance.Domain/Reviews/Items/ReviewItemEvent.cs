using System.Collections.Immutable;
using AccessGovernance.Domain.Reviews.Definitions;

namespace AccessGovernance.Domain.Reviews.Items;

// These records are a storage format: their JSON is kept for ever (see the event catalogue). A new shape is a new record and a new name.

/// <summary>How an answer came about. Recorded for reports on the quality of decisions; it never blocks one.</summary>
/// <param name="Bulk">Given with others in one call.</param>
/// <param name="DwellMilliseconds">How long the item was before the reviewer's eyes; 0 where that is not known.</param>
/// <param name="RecommendationShown">Whether the recommendation was before their eyes too.</param>
public sealed record Handling(bool Bulk, long DwellMilliseconds, bool RecommendationShown);

/// <summary>Why somebody else got a reviewer's place.</summary>
public enum ReplacementCause
{
    ReviewerLeft = 1,
    NoResponse = 2,
}

/// <summary>Everything that can happen to one item. Many items share a stream, so each event names its own.</summary>
public abstract record ReviewItemEvent(ItemNumber Item) : ReviewEvent;

/// <summary>An event of an item whose only personal text is about the identity whose access it is.</summary>
/// <param name="About">That identity, where there is a text: its key seals it.</param>
public abstract record ExplainedItemEvent(ItemNumber Item, IdentityId? About, PersonalText? Text) : ReviewItemEvent(Item)
{
    public override IdentityId? SubjectOf(int text) => About;

    public override DomainEvent MapPersonalText(Func<PersonalText, PersonalText> map) => Text is null ? this : this with { Text = map(Text) };
}

/// <param name="Stage">From 0 on.</param>
/// <param name="Reviewers">In the order in which they were found.</param>
public sealed record ItemStageOpened(ItemNumber Item, int Stage, ImmutableArray<AssignedReviewer> Reviewers) : ReviewItemEvent(Item)
{
    public bool Equals(ItemStageOpened? other) => other is not null && Item == other.Item && Stage == other.Stage
        && Reviewers.SequenceEqual(other.Reviewers);

    public override int GetHashCode() => HashCode.Combine(Item, Stage, Reviewers.Length);
}

/// <param name="Reviewer">Who answered, for the place that is theirs.</param>
/// <param name="Until">The new end of validity, of <see cref="Answer.Modify"/>.</param>
/// <param name="Removes">Of <see cref="Answer.Revoke"/>.</param>
/// <param name="Text">The justification.</param>
public sealed record ItemAnswered(ItemNumber Item, PersonId Reviewer, Answer Answer, Instant? Until, Removal Removes, Handling Handling, IdentityId? About,
    PersonalText? Text)
    : ExplainedItemEvent(Item, About, Text)
{
    /// <summary>What keeps or prolongs access must never come again late, after somebody thought better of it.</summary>
    public override bool CanOpenAccess => Answer is Answer.Certify or Answer.Modify;
}

public sealed record ItemCommented(ItemNumber Item, PersonId Reviewer, IdentityId? About, PersonalText? Text) : ExplainedItemEvent(Item, About, Text);

/// <param name="Text">Why.</param>
public sealed record ItemDelegated(ItemNumber Item, PersonId From, PersonId To, IdentityId? About, PersonalText? Text) : ExplainedItemEvent(Item, About, Text);

public sealed record ReviewerReplaced(ItemNumber Item, PersonId Left, PersonId By, ReplacementCause Cause) : ReviewItemEvent(Item);

public sealed record ReviewerAdded(ItemNumber Item, PersonId Reviewer, ReviewerKinds Kinds) : ReviewItemEvent(Item);

/// <summary>The reviewer's answer changes no more. Signing off a work list records one for each item in it.</summary>
public sealed record ItemSignedOff(ItemNumber Item, PersonId Reviewer) : ReviewItemEvent(Item);

/// <param name="Finished">No stage comes after it for this item: its outcome is final.</param>
public sealed record ItemStageClosed(ItemNumber Item, int Stage, StageResults Result, ItemOutcome Outcome, bool Finished) : ReviewItemEvent(Item);
