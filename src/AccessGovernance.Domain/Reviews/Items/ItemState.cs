using System.Collections.Immutable;

namespace AccessGovernance.Domain.Reviews.Items;

/// <summary>
/// How far an item is: what its present stage needs and no more. Immutable, so that items of which the same can be said are one in memory: of a
/// million items, whose reviewers are some thousand, most are.
/// </summary>
/// <param name="Stage">From 0 on.</param>
/// <param name="Assignments">The places of the present stage, or of the last one.</param>
/// <param name="Outcome">What the closed stages have come to.</param>
internal sealed record ItemState(int Stage, ImmutableArray<Assignment> Assignments, ItemOutcome Outcome, bool IsFinished)
{
    private const int MaxKept = 16_384;

    private static readonly OneOfEach<ItemState> Kept = new(MaxKept, EqualityComparer<ItemState>.Default);

    /// <summary>At the beginning of the first stage.</summary>
    public static ItemState Begun(ImmutableArray<AssignedReviewer> reviewers) =>
        new ItemState(0, [.. reviewers.Select(Assignment.Of)], ItemOutcome.Open, false).Once();

    /// <summary>This state, or an equal one that other items have.</summary>
    public ItemState Once() => Kept.Of(this);

    public bool Equals(ItemState? other) => other is not null && (Stage, Outcome, IsFinished) == (other.Stage, other.Outcome, other.IsFinished)
        && Assignments.AsSpan().SequenceEqual(other.Assignments.AsSpan());

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var place in Assignments)
            hash.Add(place);
        hash.Add(Outcome);
        hash.Add((Stage, IsFinished));
        return hash.ToHashCode();
    }
}
