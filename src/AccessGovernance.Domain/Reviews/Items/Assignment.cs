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

/// <summary>What a revocation takes away.</summary>
public enum Removal
{
    None = 0,

    /// <summary>The identity's own grants that the access follows from.</summary>
    Grant = 1,

    /// <summary>The access as a content of what confers it, for everybody who has it from there: its owner is asked to take it out.</summary>
    Content = 2,
}

/// <summary>A reviewer as resolved for an item, and by which rules.</summary>
public readonly record struct AssignedReviewer(PersonId Person, ReviewerKinds Kinds);

/// <summary>Somebody who sat on a place before.</summary>
/// <param name="Delegated">They chose who came after them; otherwise they were replaced by rule.</param>
public readonly record struct Predecessor(PersonId Person, bool Delegated);

/// <summary>One reviewer's place in the present stage of an item, which is one vote whoever sits on it.</summary>
/// <param name="Reviewer">Who is to answer now.</param>
/// <param name="Kinds">By which rules the place came about; delegation and replacement change nothing about that.</param>
/// <param name="Until">The new end of validity, of <see cref="Items.Answer.Modify"/>.</param>
/// <param name="Removes">Of <see cref="Items.Answer.Revoke"/>.</param>
/// <param name="Before">Who sat on the place before, first to last.</param>
public readonly record struct Assignment(
    PersonId Reviewer, ReviewerKinds Kinds, Answer Answer, Instant? Until, Removal Removes, bool SignedOff, ImmutableArray<Predecessor> Before)
{
    public static Assignment Of(AssignedReviewer reviewer) => new(reviewer.Person, reviewer.Kinds, Answer.None, null, Removal.None, false, []);

    public bool Accepts => Answer is Answer.Certify or Answer.Modify;

    /// <summary>True while whoever sits on the place has said nothing of it.</summary>
    public bool OwesAnswer => Answer == Answer.None && !SignedOff;

    public bool Denies => Answer == Answer.Revoke;

    /// <summary>True when the person sits on the place, or did before.</summary>
    public bool HasHad(PersonId person) => Reviewer == person || Before.Any(p => p.Person == person);

    /// <summary>Everybody who sits on the place or did before.</summary>
    public IEnumerable<PersonId> Persons => Before.Select(p => p.Person).Append(Reviewer);

    /// <summary>
    /// True when any of them answers here, or chose who does: by delegation, directly or over others, since a rule last chose somebody.
    /// </summary>
    public bool IsInHandsOf(ImmutableArray<PersonId> persons)
    {
        if (persons.Contains(Reviewer))
            return true;
        for (var i = Before.Length - 1; i >= 0 && Before[i].Delegated; i--)
        {
            if (persons.Contains(Before[i].Person))
                return true;
        }
        return false;
    }

    /// <summary>The same place with somebody else on it, who answers anew.</summary>
    public Assignment PassedTo(PersonId person, bool delegated) =>
        new(person, Kinds, Answer.None, null, Removal.None, false, Before.Add(new(Reviewer, delegated)));
}
