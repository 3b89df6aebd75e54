using System.Collections.Immutable;
using AccessGovernance.AccessHistory;
using AccessGovernance.Domain;
using AccessGovernance.Server.Reviews.Populations;

namespace AccessGovernance.Server.Services.Analysis;

/// <summary>A peer of an identity: active, and not synthetic.</summary>
/// <param name="Identity">Its place.</param>
/// <param name="Similarity">From 0 to 1.</param>
/// <param name="Held">What it holds that the caller may see, in order.</param>
internal sealed record FoundPeer(int Identity, double Similarity, Likeness Attributes, Likeness Access, int[] Held);

/// <summary>What an identity holds, who its peers are, and how it differs from them.</summary>
internal sealed record FoundPeers(int Identity, int[] Held, ImmutableArray<FoundPeer> Peers, ImmutableArray<FoundOutlier> Outliers);

/// <summary>Finds who is most like one identity, by attributes, where the caller may see them, and by access; reads everybody once.</summary>
internal static class PeerSearch
{
    private static readonly IReadOnlyDictionary<string, string> Hidden = ImmutableDictionary<string, string>.Empty;

    public static FoundPeers Find(AnalysedAccess access, IdentityId id, int most, CancellationToken cancellation)
    {
        var identity = access.PlaceOf(id);
        var own = access.Caller.SeesPersonalData ? access.RecordOf(identity).Attributes : Hidden;
        var attributes = access.OfIdentities(
            (_, record) => record.Synthetic ? (Likeness?)null : Likeness.Of(own, access.Caller.SeesPersonalData ? record.Attributes : Hidden), cancellation);
        var scan = access.All.NewScan();
        scan.Read(identity);
        var held = access.Held(scan, _ => true);
        var found = access.OfHeld(
            (place, read) => place != identity && read.State == AccessState.Active && attributes[place] is { } alike
                ? PeerOf(place, held, access.Held(read, _ => true), alike) : null,
            cancellation);
        ImmutableArray<FoundPeer> peers = [.. found.OfType<FoundPeer>().OrderByDescending(p => p.Similarity).ThenBy(p => p.Identity).Take(most)];
        return new(identity, held, peers, scan.State == AccessState.Active ? OutliersOf(identity, held, peers) : []);
    }

    private static FoundPeer? PeerOf(int place, int[] own, int[] held, Likeness attributes)
    {
        var access = Likeness.Of(own, held);
        if (access.Shared == 0 && attributes.Shared == 0)
            return null;
        var similarity = attributes.Either == 0 ? access.Share : (attributes.Share + access.Share) / 2;
        return new(place, similarity, attributes, access, held);
    }

    private static ImmutableArray<FoundOutlier> OutliersOf(int identity, int[] held, ImmutableArray<FoundPeer> peers)
    {
        if (peers.Length < ItemAdvisor.FewestPeers)
            return [];
        var holding = new SortedDictionary<int, int>();
        foreach (var entitlement in held.Concat(peers.SelectMany(p => p.Held)))
            holding[entitlement] = holding.GetValueOrDefault(entitlement) + 1;
        var own = held.ToHashSet();
        return [.. holding.Select(h => FoundOutlier.Judge(identity, h.Key, own.Contains(h.Key), peers.Length, h.Value - (own.Contains(h.Key) ? 1 : 0)))
            .OfType<FoundOutlier>()];
    }
}
