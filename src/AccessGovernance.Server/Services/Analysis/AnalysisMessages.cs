using AccessGovernance.Roles;
using AccessGovernance.Server.Requests;
using V1 = AccessGovernance.Api.V1;

namespace AccessGovernance.Server.Services.Analysis;

/// <summary>Analyses as messages of the API.</summary>
internal static class AnalysisMessages
{
    public const int MaxOutliers = 100;

    private const int MaxShared = 20;
    private const int MaxMembers = 100;
    private const int MaxExisting = 5;

    public static V1.Peer Of(FoundPeer peer, FoundPeers found, AnalysedAccess access)
    {
        var message = new V1.Peer
        {
            Identity = IdentityName(access, peer.Identity), Similarity = peer.Similarity, AttributeSimilarity = peer.Attributes.Share,
            AccessSimilarity = peer.Access.Share, SharedCount = peer.Access.Shared, OnlyIdentityCount = found.Held.Length - peer.Access.Shared,
            OnlyPeerCount = peer.Held.Length - peer.Access.Shared,
        };
        var own = found.Held.ToHashSet();
        message.Shared.Add(peer.Held.Where(own.Contains).Take(MaxShared).Select(e => Names.Of(access.All.EntitlementAt(e))));
        if (access.Caller.SeesPersonalData)
            message.SharedAttributes.Add(SharedAttributes(access, found.Identity, peer.Identity));
        return message;
    }

    public static V1.Outlier Of(FoundOutlier outlier, AnalysedAccess access) => new()
    {
        Identity = IdentityName(access, outlier.Identity), Entitlement = Names.Of(access.All.EntitlementAt(outlier.Entitlement)),
        Application = Names.Of(access.All.ApplicationOf(outlier.Entitlement)), Kind = outlier.Holds ? V1.OutlierKind.Unusual : V1.OutlierKind.Missing,
        Peers = outlier.Peers, Holding = outlier.Holding,
    };

    /// <summary>With what makes the peers alike, for those who may see it.</summary>
    public static V1.Outlier WithReasons(FoundOutlier outlier, AnalysedAccess access)
    {
        var message = Of(outlier, access);
        if (!access.Caller.SeesPersonalData)
            return message;
        var attributes = access.RecordOf(outlier.Identity).Attributes;
        string[] alike = attributes.ContainsKey("department") && attributes.ContainsKey("title") ? ["department", "title"] : ["manager"];
        message.AlikeBy.Add(alike.Where(attributes.ContainsKey).Select(name => new V1.PeerAttribute { Name = name, Value = attributes[name] }));
        return message;
    }

    public static V1.RoleCandidate Of(int rank, SearchedCandidates searched, AnalysedAccess access)
    {
        var candidate = searched.Found.Candidates[rank - 1];
        var message = new V1.RoleCandidate { Rank = rank, MemberCount = candidate.Members.Length, Replaces = candidate.Replaces, Saves = candidate.Saves };
        message.Entitlements.Add(candidate.Permissions.Select(e => Names.Of(access.All.EntitlementAt(e))));
        message.Members.Add(candidate.Members.Take(MaxMembers).Select(m => IdentityName(access, searched.Identities[m])));
        var overlaps = RoleOverlap.Find(candidate.Permissions.AsSpan(), [.. searched.Existing.Select(e => e.Content)], MaxExisting);
        message.Existing.Add(overlaps.Select(o => new V1.ExistingRole
        {
            Entitlement = Names.Of(access.All.EntitlementAt(searched.Existing[o.Role].Entitlement)), Kind = (V1.RoleOverlapKind)o.Kind,
            Difference = o.Difference,
        }));
        return message;
    }

    private static string IdentityName(AnalysedAccess access, int place) => Names.Of(access.All.IdentityAt(place));

    private static IEnumerable<V1.PeerAttribute> SharedAttributes(AnalysedAccess access, int one, int other)
    {
        var (left, right) = (access.RecordOf(one).Attributes, access.RecordOf(other).Attributes);
        return from name in Likeness.Attributes
               where left.TryGetValue(name, out var value) && right.GetValueOrDefault(name) == value
               select new V1.PeerAttribute { Name = name, Value = left[name] };
    }
}
