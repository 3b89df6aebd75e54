using System.Collections.Immutable;
using AccessGovernance.Domain.Reviews.Definitions;

namespace AccessGovernance.Domain.Reviews.Items;

/// <summary>What a reviewer says of an item.</summary>
public enum Answer
{
    None = 0,
    Certify = 1,
    Revoke = 2,

    /// <summary>Certified with another end of validity, earlier or later than before.</summary>
    Modify = 3,

    /// <summary>"Not my call": neither accepts nor denies.</summary>
    Abstain = 4,
}

/// <summary>A reviewer as resolved for an item, and by which rules.</summary>
public readonly record struct AssignedReviewer(PersonId Person, ReviewerKinds Kinds);

/// <summary>One reviewer's place in the present stage of an item, which is one vote whoever sits on it.</summary>
/// <param name="Reviewer">Who is to answer now.</param>
/// <param name="Kinds">By which rules the place came about; delegation and replacement change nothing about that.</param>
/// <param name="Until">The new end of validity, of <see cref="Items.Answer.Modify"/>.</param>
/// <param name="Before">Who sat on the place before, first to last.</param>
public readonly record struct Assignment(
    PersonId Reviewer, ReviewerKinds Kinds, Answer Answer, Instant? Until, bool SignedOff, ImmutableArray<PersonId> Before)
{
    public static Assignment Of(AssignedReviewer reviewer) => new(reviewer.Person, reviewer.Kinds, Answer.None, null, false, []);

    public bool Accepts => Answer is Answer.Certify or Answer.Modify;

    public bool Denies => Answer == Answer.Revoke;

    /// <summary>The same place with somebody else on it, who answers anew.</summary>
    public Assignment PassedTo(PersonId person) => new(person, Kinds, Answer.None, null, false, Before.Add(Reviewer));
}
