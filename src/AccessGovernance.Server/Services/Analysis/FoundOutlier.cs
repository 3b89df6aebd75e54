using AccessGovernance.Server.Reviews.Populations;

namespace AccessGovernance.Server.Services.Analysis;

/// <summary>One thing that an identity holds or lacks unlike its peers: by the same measure as reviewers are told.</summary>
/// <param name="Identity">Its place.</param>
/// <param name="Entitlement">Likewise.</param>
/// <param name="Holds">It holds what few peers hold; otherwise it lacks what most of them hold.</param>
/// <param name="Peers">Active ones, itself not counted.</param>
/// <param name="Holding">How many of these hold it.</param>
internal sealed record FoundOutlier(int Identity, int Entitlement, bool Holds, int Peers, int Holding)
{
    /// <summary>Null where it is like its peers, or has too few of them.</summary>
    public static FoundOutlier? Judge(int identity, int entitlement, bool holds, int peers, int holding)
    {
        if (peers < ItemAdvisor.FewestPeers)
            return null;
        var isUnlike = holds
            ? holding * 100L < peers * (long)ItemAdvisor.OutlierBelow
            : holding * 100L >= peers * (long)ItemAdvisor.UsualFrom;
        return isUnlike ? new(identity, entitlement, holds, peers, holding) : null;
    }
}
