using System.Runtime.InteropServices;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.Reports.Tables;

/// <summary>What a campaign came to about access that it had.</summary>
/// <param name="Campaign">Its place in the order of launches.</param>
/// <param name="ValidAt">The instant whose access was reviewed.</param>
/// <param name="EndedAt">When the item's last stage was closed; null while it is under review.</param>
internal readonly record struct ReviewMark(int Campaign, ItemNumber Item, Instant ValidAt, Instant? EndedAt, ItemOutcome Outcome)
{
    /// <summary>What the mark says of access that has been held since some instant.</summary>
    public CoverageState Of(Instant heldSince, CoverageAsked asked)
    {
        if (heldSince > ValidAt)
            return CoverageState.GrantedAnew;
        if (EndedAt is not { } ended)
            return CoverageState.UnderReview;
        if (Outcome.BySilence)
            return CoverageState.NotAnswered;
        return ended >= asked.From && ended <= asked.ValidAt ? CoverageState.Reviewed : CoverageState.TooLongAgo;
    }
}

/// <summary>
/// All items of all campaigns but cancelled ones, by whose access to what they are: also what was reviewed under a role that it follows from.
/// </summary>
internal sealed class ReviewedAccess
{
    // Ids come up again and again, decoded anew each time: each is kept once, as its number.
    private readonly Dictionary<string, int> identities = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> entitlements = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Identity, int Entitlement), List<ReviewMark>> marks = [];

    /// <summary>In the order of their launches.</summary>
    public IReadOnlyList<LaunchedCampaign> Campaigns { get; }

    private ReviewedAccess(IReadOnlyList<LaunchedCampaign> campaigns) => Campaigns = campaigns;

    /// <param name="upTo">What was launched or answered later counts as if it had not been.</param>
    public static async Task<ReviewedAccess> Read(IReadOnlyList<LaunchedCampaign> campaigns, Instant upTo, CancellationToken cancellation)
    {
        var reviewed = new ReviewedAccess([.. campaigns.Where(c => !c.IsCancelled && c.LastOf<CampaignLaunched>() <= upTo)]);
        for (var campaign = 0; campaign < reviewed.Campaigns.Count; campaign++)
        {
            await foreach (var trail in reviewed.Campaigns[campaign].Items(cancellation))
                reviewed.Add(campaign, trail, upTo);
        }
        return reviewed;
    }

    /// <summary>The mark that says most about access, the latest among equals; null where no campaign had it.</summary>
    public (ReviewMark Mark, CoverageState State)? Of(in HeldRow row, CoverageAsked asked)
    {
        if (!identities.TryGetValue(row.Identity.Value, out var identity) || !entitlements.TryGetValue(row.Entitlement.Value, out var entitlement)
            || !marks.TryGetValue((identity, entitlement), out var found))
            return null;
        (ReviewMark Mark, CoverageState State)? best = null;
        foreach (var mark in found)
        {
            var state = mark.Of(row.Since, asked);
            if (best is null || state >= best.Value.State)
                best = (mark, state);
        }
        return best;
    }

    private void Add(int campaign, ItemTrail trail, Instant upTo)
    {
        Instant? ended = trail.Item.IsFinished && trail.LastOf<ItemStageClosed>() is { } at && at <= upTo ? at : null;
        var mark = new ReviewMark(campaign, trail.Frozen.Number, Campaigns[campaign].Basis.ValidAt, ended, trail.Outcome);
        var identity = NumberOf(identities, trail.Frozen.Identity.Value);
        Add(identity, trail.Frozen.Entitlement, mark);
        foreach (var implied in trail.Frozen.Implied)
            Add(identity, implied, mark);
    }

    private void Add(int identity, EntitlementId entitlement, ReviewMark mark) =>
        (CollectionsMarshal.GetValueRefOrAddDefault(marks, (identity, NumberOf(entitlements, entitlement.Value)), out _) ??= new(1)).Add(mark);

    private static int NumberOf(Dictionary<string, int> numbers, string id) =>
        numbers.TryGetValue(id, out var known) ? known : numbers[id] = numbers.Count;
}
