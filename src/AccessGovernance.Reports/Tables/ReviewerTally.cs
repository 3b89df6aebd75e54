using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.Reports.Tables;

/// <summary>What one reviewer did in a campaign, in all of its stages.</summary>
internal sealed class ReviewerTally
{
    private readonly List<long> dwells = [];

    /// <summary>Items in whose last stage they have a place.</summary>
    public long Items { get; set; }

    /// <summary>Of those, the ones that they answered.</summary>
    public long Answered { get; set; }
    public long SignedOff { get; set; }

    /// <summary>Answers given, each change of mind included.</summary>
    public long Answers { get; private set; }

    /// <summary>What was said at last, counted once for each item and stage.</summary>
    public Dictionary<Answer, long> Said { get; } = [];
    public long InBulk { get; private set; }
    public long ChangesOfMind { get; private set; }
    public long Delegated { get; set; }

    /// <summary>Places that came from somebody else, by delegation or by rule.</summary>
    public long TakenOver { get; set; }
    public long Replaced { get; set; }
    public long RecommendationShown { get; private set; }
    public long RecommendationFollowed { get; private set; }

    /// <summary>How long an item was before their eyes, where that is known: the median; null where it never is.</summary>
    public TimeSpan? MedianDwell => dwells.Count == 0 ? null : TimeSpan.FromMilliseconds(dwells.Order().ElementAt(dwells.Count / 2));

    /// <param name="before">What the same reviewer had said of the item in the same stage.</param>
    public void Add(ItemAnswered answer, ItemAnswered? before, FrozenItem item)
    {
        Answers++;
        InBulk += answer.Handling.Bulk ? 1 : 0;
        if (answer.Handling.DwellMilliseconds > 0)
            dwells.Add(answer.Handling.DwellMilliseconds);
        var (shown, followed) = CampaignFigures.RecommendationOf(answer, item);
        RecommendationShown += shown ? 1 : 0;
        RecommendationFollowed += followed ? 1 : 0;
        Said[answer.Answer] = Said.GetValueOrDefault(answer.Answer) + 1;
        if (before is null)
            return;
        ChangesOfMind += ItemTrail.IsAnother(answer, before) ? 1 : 0;
        Said[before.Answer]--;
    }
}

/// <summary>Tallies of all reviewers of a campaign, filled item by item.</summary>
internal sealed class ReviewerTallies
{
    private readonly SortedDictionary<string, ReviewerTally> tallies = new(StringComparer.Ordinal);
    private readonly HashSet<ReviewedBy> reviewed = [];

    public IEnumerable<KeyValuePair<string, ReviewerTally>> InOrder => tallies;

    /// <summary>Of each reviewer those whose access they review and who review theirs.</summary>
    public ILookup<string, string> Reciprocal => ReciprocalPair.Among(reviewed)
        .SelectMany(p => new[] { (By: p.First.Value, Of: p.Second.Value), (By: p.Second.Value, Of: p.First.Value) }).ToLookup(p => p.By, p => p.Of);

    public void Add(ItemTrail trail)
    {
        foreach (var place in trail.Item.Assignments)
        {
            var tally = Of(place.Reviewer);
            tally.Items++;
            tally.Answered += place.Answer == Answer.None ? 0 : 1;
            tally.SignedOff += place.SignedOff ? 1 : 0;
        }
        var said = new Dictionary<PersonId, ItemAnswered>();
        foreach (var step in trail.Steps)
            Add(step.What, trail.Frozen, said);
    }

    private void Add(object what, FrozenItem item, Dictionary<PersonId, ItemAnswered> said)
    {
        switch (what)
        {
            case ItemStageClosed: said.Clear(); break;
            case ItemAnswered e:
                Of(e.Reviewer).Add(e, said.GetValueOrDefault(e.Reviewer), item);
                said[e.Reviewer] = e;
                foreach (var subject in item.Subjects)
                    reviewed.Add(new(e.Reviewer, subject));
                break;
            case ItemDelegated e:
                Of(e.From).Delegated++;
                Of(e.To).TakenOver++;
                break;
            case ReviewerReplaced e:
                Of(e.Left).Replaced++;
                Of(e.By).TakenOver++;
                break;
        }
    }

    private ReviewerTally Of(PersonId person)
    {
        if (!tallies.TryGetValue(person.Value, out var tally))
            tallies[person.Value] = tally = new();
        return tally;
    }
}
