using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Reviews;

namespace AccessGovernance.Server.Reviews.Messages;

/// <summary>How many answers each reviewer owes in the present stage of a campaign, as counted at one moment. Immutable.</summary>
internal sealed class OwedAnswers
{
    private readonly Dictionary<PersonId, OwedItems> owed;

    private OwedAnswers(IEnumerable<OwedItems> owed) => this.owed = owed.ToDictionary(o => o.Reviewer);

    public static OwedAnswers None { get; } = new([]);

    /// <summary>Whoever owes anything, in the order of ids.</summary>
    public IEnumerable<KeyValuePair<PersonId, int>> All =>
        owed.Values.OrderBy(o => o.Reviewer.Value, StringComparer.Ordinal).Select(o => KeyValuePair.Create(o.Reviewer, o.Items));

    public static OwedAnswers Of(ReviewReader reviews, CampaignId campaign) => new(reviews.Owed(campaign));

    public int CountOf(PersonId person) => owed.GetValueOrDefault(person).Items;

    /// <summary>Whether they came beside or after somebody else.</summary>
    public bool IsSubstitute(PersonId person) => owed.GetValueOrDefault(person).Substitute;
}
