namespace AccessGovernance.Domain.Reviews.Items;

/// <summary>Who reviewed whom.</summary>
public readonly record struct ReviewedBy(PersonId Reviewer, PersonId Subject);

/// <summary>Two persons of whom each reviews the other's access: flagged, for somebody to look at, and never forbidden.</summary>
/// <param name="First">The one whose id comes first.</param>
public readonly record struct ReciprocalPair(PersonId First, PersonId Second)
{
    /// <summary>Every such pair once, in order of the ids.</summary>
    public static IReadOnlyList<ReciprocalPair> Among(IEnumerable<ReviewedBy> reviews)
    {
        var all = reviews.ToHashSet();
        return
        [
            .. from review in all
               where string.CompareOrdinal(review.Reviewer.Value, review.Subject.Value) < 0
                   && all.Contains(new(review.Subject, review.Reviewer))
               orderby review.Reviewer.Value, review.Subject.Value
               select new ReciprocalPair(review.Reviewer, review.Subject),
        ];
    }
}
