using System.Collections.Immutable;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.Server.Reviews.Populations;

/// <summary>
/// What reviewers are told of items. Shares are told of five peers or more; below that a share says more about the group than about the
/// access. For one thread.
/// </summary>
internal sealed class ItemAdvisor(AccessShape shape)
{
    /// <summary>Fewer peers are no measure.</summary>
    public const int FewestPeers = 5;

    /// <summary>Held by less than this share of the peers, in hundredths, access is an outlier.</summary>
    public const int OutlierBelow = 10;

    /// <summary>Held by this share of the peers or more, in hundredths, access is usual.</summary>
    public const int UsualFrom = 75;

    private readonly ItemAdvice ofAccounts = new(Recommendation.None, [AdviceReason.Ownerless], 0, 0, null);

    // Much advice is the same: each is made once.
    private readonly Dictionary<(int Peers, int Holding, bool Left, bool Ownerless), ItemAdvice> known = [];

    public ItemAdvice Of(in ItemDraft draft)
    {
        ref readonly var identity = ref shape.Identities[draft.Identity];
        var key = (draft.Peers.Count, draft.Peers.Holding, identity.Left, identity.Subjects.IsEmpty);
        if (shape.Uses.LastOf(shape.All.IdentityAt(draft.Identity), shape.Entitlements[draft.Entitlement].Id) is { } lastUsed)
            return Advise(key, lastUsed);
        return known.TryGetValue(key, out var advice) ? advice : known[key] = Advise(key, null);
    }

    /// <summary>Of an account of nobody known. That somebody uses it is no reason to keep it: nobody knows who that is.</summary>
    public ItemAdvice OfAccount(Instant? lastUsed)
    {
        if (lastUsed is null)
            return ofAccounts;
        ImmutableArray<AdviceReason> reasons = [IsLately(lastUsed) ? AdviceReason.UsedLately : AdviceReason.LongUnused, AdviceReason.Ownerless];
        return new(IsLately(lastUsed) ? Recommendation.None : Recommendation.Revoke, reasons, 0, 0, lastUsed);
    }

    private bool IsLately(Instant? lastUsed) => lastUsed is { } used && used > shape.All.At.Plus(TimeSpan.FromDays(-ItemAdvice.UnusedDays));

    private ItemAdvice Advise((int Peers, int Holding, bool Left, bool Ownerless) of, Instant? lastUsed)
    {
        var isLately = IsLately(lastUsed);
        ImmutableArray<(AdviceReason Reason, bool Holds)> all =
        [
            (AdviceReason.LongUnused, lastUsed is not null && !isLately),
            (AdviceReason.UsedLately, isLately),
            (AdviceReason.Outlier, of.Peers >= FewestPeers && of.Holding * 100L < of.Peers * (long)OutlierBelow),
            (AdviceReason.UsualAmongPeers, of.Peers >= FewestPeers && of.Holding * 100L >= of.Peers * (long)UsualFrom),
            (AdviceReason.HolderLeft, of.Left),
            (AdviceReason.Ownerless, of.Ownerless),
        ];
        ImmutableArray<AdviceReason> reasons = [.. all.Where(r => r.Holds).Select(r => r.Reason)];
        return new(RecommendationOf(reasons), reasons, of.Peers, of.Holding, lastUsed);
    }

    private static Recommendation RecommendationOf(ImmutableArray<AdviceReason> reasons)
    {
        if (reasons.Any(r => r is AdviceReason.LongUnused or AdviceReason.Outlier or AdviceReason.HolderLeft))
            return Recommendation.Revoke;
        return reasons.Any(r => r is AdviceReason.UsualAmongPeers or AdviceReason.UsedLately) ? Recommendation.Certify : Recommendation.None;
    }
}
