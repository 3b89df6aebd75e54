using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.Reports;

/// <summary>What the items of a campaign come to: counted row by row from the same trails that a report lists.</summary>
/// <param name="at">The instant at which cases are open or overdue.</param>
public sealed class CampaignFigures(Instant at)
{
    private readonly List<TimeSpan> remediated = [];

    public long Items { get; private set; }

    public SortedDictionary<OutcomeKind, long> Outcomes { get; } = [];

    public SortedDictionary<CaseState, long> Cases { get; } = [];

    public SortedDictionary<string, long> Applications { get; } = new(StringComparer.Ordinal);

    /// <summary>By reviewer: items in whose last stage they had a place.</summary>
    public SortedDictionary<string, ReviewerFigures> Reviewers { get; } = new(StringComparer.Ordinal);

    /// <summary>Nobody decided, and the campaign's setting did.</summary>
    public long BySilence { get; private set; }

    public long WithoutReviewer { get; private set; }

    public long Answers { get; private set; }

    public long InBulk { get; private set; }

    public long ChangesOfMind { get; private set; }

    public long Delegations { get; private set; }

    /// <summary>Answers given with a recommendation before the reviewer's eyes.</summary>
    public long RecommendationShown { get; private set; }

    /// <summary>Of those, the ones that followed it.</summary>
    public long RecommendationFollowed { get; private set; }

    public long Exceptions { get; private set; }

    /// <summary>Cases in no end state at the instant.</summary>
    public long OpenCases { get; private set; }

    /// <summary>Of those, the ones whose agreed time is over.</summary>
    public long Overdue { get; private set; }

    /// <summary>From a decision until the access was observed absent: the median; null where none was.</summary>
    public TimeSpan? MedianRemediation => remediated.Count == 0 ? null : remediated.Order().ElementAt(remediated.Count / 2);

    /// <summary>The time within which nine of ten were observed absent; null where none was.</summary>
    public TimeSpan? NinetiethRemediation => remediated.Count == 0 ? null : remediated.Order().ElementAt(((remediated.Count * 9) - 1) / 10);

    /// <summary>Items of an outcome.</summary>
    public long Of(OutcomeKind outcome) => Outcomes.GetValueOrDefault(outcome);

    public IReadOnlyList<ReciprocalPair> Reciprocal => ReciprocalPair.Among(reviewed);

    private readonly HashSet<ReviewedBy> reviewed = [];

    public void Add(ItemTrail trail)
    {
        ArgumentNullException.ThrowIfNull(trail);
        Items++;
        Bump(Outcomes, trail.Outcome.Kind);
        Bump(Applications, trail.Frozen.Application.Value);
        BySilence += trail.Outcome.BySilence ? 1 : 0;
        WithoutReviewer += trail.Reviewers.Reviewers.IsEmpty ? 1 : 0;
        ChangesOfMind += trail.ChangesOfMind;
        Delegations += trail.Of<ItemDelegated>().Count();
        foreach (var (_, answer) in trail.Answers)
            Add(answer, trail.Frozen);
        foreach (var place in trail.Item.Assignments)
            Add(place);
        if (trail.Case is { } open)
            Add(open, trail);
    }

    private void Add(ItemAnswered answer, FrozenItem item)
    {
        Answers++;
        InBulk += answer.Handling.Bulk ? 1 : 0;
        var (shown, followed) = RecommendationOf(answer, item);
        RecommendationShown += shown ? 1 : 0;
        RecommendationFollowed += followed ? 1 : 0;
        foreach (var subject in item.Subjects)
            reviewed.Add(new(answer.Reviewer, subject));
    }

    /// <summary>Whether a recommendation was before the reviewer's eyes, and then whether the answer followed it.</summary>
    internal static (bool Shown, bool Followed) RecommendationOf(ItemAnswered answer, FrozenItem item)
    {
        var agrees = (answer.Answer, item.Advice.Recommendation) is (Answer.Certify, Recommendation.Certify) or (Answer.Revoke, Recommendation.Revoke);
        var shown = answer.Handling.RecommendationShown && item.Advice.Recommendation != Recommendation.None;
        return (shown, shown && agrees);
    }

    private void Add(Assignment place)
    {
        var before = Reviewers.GetValueOrDefault(place.Reviewer.Value);
        Reviewers[place.Reviewer.Value] = new(before.Items + 1, before.Answered + (place.Answer == Answer.None ? 0 : 1),
            before.SignedOff + (place.SignedOff ? 1 : 0));
    }

    private void Add(RemediationCase open, ItemTrail trail)
    {
        Bump(Cases, open.State);
        OpenCases += open.IsEnded(at) ? 0 : 1;
        Overdue += open.IsOverdue(at) ? 1 : 0;
        Exceptions += trail.Of<RemediationExcepted>().Any() ? 1 : 0;
        if (open.State == CaseState.ObservedAbsent)
            remediated.Add(TimeSpan.FromMilliseconds(trail.Of<AccessObservedAbsent>().Last().What.At.Milliseconds - open.RequestedAt.Milliseconds));
    }

    private static void Bump<TKey>(SortedDictionary<TKey, long> counts, TKey key)
        where TKey : notnull => counts[key] = counts.GetValueOrDefault(key) + 1;
}

/// <summary>Items in whose last stage somebody had a place, and what they did there.</summary>
public readonly record struct ReviewerFigures(long Items, long Answered, long SignedOff);
