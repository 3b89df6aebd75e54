using System.Runtime.InteropServices;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.Reviews;

/// <summary>What one reviewer has not answered in a stage of a campaign.</summary>
/// <param name="Items">More than none.</param>
/// <param name="Substitute">In some of them they came beside or after somebody who did not answer, who left, or who chose them.</param>
public readonly record struct OwedItems(PersonId Reviewer, int Items, bool Substitute);

/// <summary>How many items each reviewer owes an answer of, by stage, counted as places change. Not thread-safe.</summary>
internal sealed class OwedPlaces
{
    private readonly Dictionary<(int Stage, PersonId Reviewer), (int Items, int AsSubstitute)> owed = [];

    /// <param name="by">1 for a place that is there now, -1 for one that was.</param>
    public void Count(int stage, Assignment place, int by)
    {
        if (!place.OwesAnswer)
            return;
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(owed, (stage, place.Reviewer), out _);
        count = (count.Items + by, count.AsSubstitute + (IsSubstitute(place) ? by : 0));
        if (count.Items == 0)
            owed.Remove((stage, place.Reviewer));
    }

    /// <summary>Everybody who owes anything in a stage.</summary>
    public IEnumerable<OwedItems> In(int stage) =>
        owed.Where(o => o.Key.Stage == stage).Select(o => new OwedItems(o.Key.Reviewer, o.Value.Items, o.Value.AsSubstitute > 0));

    private static bool IsSubstitute(Assignment place) => place.Kinds.HasFlag(ReviewerKinds.Escalation) || !place.Before.IsEmpty;
}
