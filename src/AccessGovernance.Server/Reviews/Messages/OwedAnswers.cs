using System.Runtime.InteropServices;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Reviews;

namespace AccessGovernance.Server.Reviews.Messages;

/// <summary>How many answers each reviewer owes in the present stage of a campaign, counted once. Immutable.</summary>
internal sealed class OwedAnswers
{
    private readonly Dictionary<PersonId, int> counts = [];
    private readonly HashSet<PersonId> substitutes = [];

    private OwedAnswers()
    {
    }

    public static OwedAnswers None { get; } = new();

    /// <summary>Whoever owes anything, in the order of ids.</summary>
    public IEnumerable<KeyValuePair<PersonId, int>> All => counts.OrderBy(c => c.Key.Value, StringComparer.Ordinal);

    public static OwedAnswers Of(ReviewReader reviews, CampaignRecord campaign)
    {
        var owed = new OwedAnswers();
        var parts = ReviewPartId.CountFor(campaign.Population?.Items ?? 0);
        for (var number = 0; number < parts; number++)
        {
            foreach (var place in reviews.OpenPlaces(new(campaign.Id, number), campaign.Stage))
            {
                CollectionsMarshal.GetValueRefOrAddDefault(owed.counts, place.Reviewer, out _)++;
                if (place.Substitute)
                    owed.substitutes.Add(place.Reviewer);
            }
        }
        return owed;
    }

    public int CountOf(PersonId person) => counts.GetValueOrDefault(person);

    /// <summary>Whether they came beside or after somebody else.</summary>
    public bool IsSubstitute(PersonId person) => substitutes.Contains(person);
}
