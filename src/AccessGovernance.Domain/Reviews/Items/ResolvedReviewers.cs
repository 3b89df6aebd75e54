using System.Collections.Immutable;
using AccessGovernance.Domain.Reviews.Definitions;

namespace AccessGovernance.Domain.Reviews.Items;

/// <summary>Why somebody was found, or was not.</summary>
public enum ResolutionResult
{
    Found = 1,

    /// <summary>Found already by a rule before.</summary>
    FoundBefore = 2,

    /// <summary>It is their own access.</summary>
    OwnAccess = 3,

    /// <summary>Involved in the access in a way that the campaign bars.</summary>
    Barred = 4,

    /// <summary>Left, or is forgotten.</summary>
    Gone = 5,

    /// <summary>The rule points to nobody.</summary>
    Nobody = 6,

    /// <summary>More than <see cref="ReviewItem.MaxReviewers"/>: none of them is taken, for some taken at random would be nobody's rule.</summary>
    TooMany = 7,

    /// <summary>The managers go round in a circle, or on for more than <see cref="ReviewerResolution.MaxManagers"/>.</summary>
    NoEnd = 8,
}

/// <summary>One step of finding the reviewers of an item.</summary>
/// <param name="Rule">The rule's kind; marked as fallback where it was one.</param>
/// <param name="Person">Whom the step is about; null where it is about nobody.</param>
public readonly record struct ResolutionStep(ReviewerKinds Rule, PersonId? Person, ResolutionResult Result);

/// <summary>The reviewers of one item in one stage, distinct, and how they were found, step by step.</summary>
/// <param name="Reviewers">Empty where the rules find nobody: the item is then shown as one without a reviewer.</param>
public sealed record ResolvedReviewers(ImmutableArray<AssignedReviewer> Reviewers, ImmutableArray<ResolutionStep> Trace)
{
    public bool Equals(ResolvedReviewers? other) => other is not null && Reviewers.SequenceEqual(other.Reviewers) && Trace.SequenceEqual(other.Trace);

    // By everything that tells two of them apart: there may be many of the same length.
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var reviewer in Reviewers)
            hash.Add(reviewer);
        foreach (var step in Trace)
            hash.Add(step);
        return hash.ToHashCode();
    }
}
