using System.Collections.Immutable;
using AccessGovernance.Domain.Reviews.Definitions;

namespace AccessGovernance.Domain.Reviews.Items;

/// <summary>Everything that can be asked of one item.</summary>
public abstract record ReviewItemCommand;

/// <summary>Answers, or changes an answer that is not signed off.</summary>
/// <param name="Until">The new end of validity: of <see cref="Answer.Modify"/>, later than now; null otherwise.</param>
/// <param name="Removes">Of <see cref="Answer.Revoke"/>: what is taken away; none otherwise.</param>
public sealed record AnswerItem(Answer Answer, Instant? Until, Removal Removes, PersonalText? Justification, Handling Handling) : ReviewItemCommand
{
    /// <summary>True for an answer by which access is kept, or prolonged.</summary>
    public bool KeepsAccess => Answer is Answer.Certify or Answer.Modify;
}

public sealed record CommentOnItem(PersonalText Text) : ReviewItemCommand;

/// <summary>Gives the caller's place to somebody else. An answer that was given is dropped with it.</summary>
public sealed record DelegateItem(PersonId To, PersonalText? Reason) : ReviewItemCommand;

public sealed record SignOffItem : ReviewItemCommand;

/// <summary>Gives the place of a reviewer who left or does not answer to somebody else. What they answered before stays.</summary>
public sealed record ReplaceReviewer(PersonId Reviewer, PersonId By, ReplacementCause Cause) : ReviewItemCommand;

public sealed record AddReviewer(PersonId Reviewer, ReviewerKinds Kinds) : ReviewItemCommand;

/// <summary>Closes the present stage, once its deadline is over or everybody signed off, and begins the next one if there the item goes.</summary>
/// <param name="Next">Reviewers of the next stage; null when the present one is the last.</param>
public sealed record CloseItemStage(ImmutableArray<AssignedReviewer>? Next) : ReviewItemCommand;
