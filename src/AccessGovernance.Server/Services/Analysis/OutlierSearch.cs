using System.Runtime.InteropServices;
using AccessGovernance.AccessHistory;
using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Server.Reviews.Populations;

namespace AccessGovernance.Server.Services.Analysis;

/// <summary>
/// Finds, identity after identity, what each holds or lacks unlike its peers: the groups that reviews compare with too. Counting the groups
/// reads everybody, rows are found as they are wanted. For one thread.
/// </summary>
internal sealed class OutlierSearch
{
    private readonly AnalysedAccess access;
    private readonly AppId? application;
    private readonly Member[] members;
    private readonly int[][] held;
    private readonly int[] sizes;
    private readonly Dictionary<int, int>[] holding;

    private OutlierSearch(AnalysedAccess access, AppId? application, Func<IdentityRecord, bool> wanted, CancellationToken cancellation)
    {
        (this.access, this.application) = (access, application);
        var groups = new PeerGroups();
        members = access.OfIdentities(
            (_, r) => r.Synthetic ? Member.Nobody : new(groups.AlikeOf(r.Attributes), groups.ManagedOf(r.Attributes), wanted(r), false), cancellation);
        held = access.OfHeld(Read, cancellation);
        sizes = new int[groups.Count];
        holding = [.. Enumerable.Range(0, groups.Count).Select(_ => new Dictionary<int, int>())];
        Count();
    }

    /// <param name="application">Of the entitlements that count; null for all of them.</param>
    /// <param name="wanted">Of whom rows are found; everybody counts as a peer. Called from several threads.</param>
    public static OutlierSearch Over(AnalysedAccess access, AppId? application, Func<IdentityRecord, bool> wanted, CancellationToken cancellation) =>
        new(access, application, wanted, cancellation);

    /// <summary>Rows in order of identities and entitlements, after a row that was found before.</summary>
    public IEnumerable<FoundOutlier> After((IdentityId Identity, EntitlementId Entitlement)? last)
    {
        if (last is not { } after)
            return Enumerable.Range(0, members.Length).SelectMany(Of);
        var (first, entitlement) = (access.PlaceOf(after.Identity), PlaceOf(after.Entitlement));
        return Enumerable.Range(first, members.Length - first).SelectMany(Of).SkipWhile(r => r.Identity == first && r.Entitlement <= entitlement);
    }

    private IEnumerable<FoundOutlier> Of(int identity)
    {
        var member = members[identity];
        if (!member.IsWanted || member.Peers < 0)
            return [];
        var itself = member.IsActive ? 1 : 0;
        var (peers, counts, own) = (sizes[member.Peers] - itself, holding[member.Peers], held[identity].ToHashSet());
        if (peers < ItemAdvisor.FewestPeers)
            return [];
        // Those who are suspended lack nothing: what they hold has no effect anyway.
        var candidates = member.IsActive ? own.Union(counts.Keys) : own;
        return candidates.Order().Select(e => FoundOutlier.Judge(
            identity, e, own.Contains(e), peers, counts.GetValueOrDefault(e) - (own.Contains(e) ? itself : 0))).OfType<FoundOutlier>();
    }

    private int[] Read(int identity, AccessScan scan)
    {
        members[identity].IsActive = scan.State == AccessState.Active && !members[identity].IsNobody;
        return members[identity].IsNobody ? [] : access.Held(scan, h => application is null || access.All.ApplicationOf(h.Entitlement) == application);
    }

    private void Count()
    {
        for (var identity = 0; identity < members.Length; identity++)
        {
            var member = members[identity];
            if (!member.IsActive)
                continue;
            Count(member.Alike, identity);
            Count(member.Managed, identity);
        }
    }

    private void Count(int group, int identity)
    {
        if (group < 0)
            return;
        sizes[group]++;
        foreach (var entitlement in held[identity])
            CollectionsMarshal.GetValueRefOrAddDefault(holding[group], entitlement, out _)++;
    }

    private int PlaceOf(EntitlementId entitlement)
    {
        for (var place = 0; place < access.All.Entitlements; place++)
        {
            if (access.All.EntitlementAt(place) == entitlement)
                return place;
        }
        throw IdentityBatches.Behind(entitlement.Value);
    }

    /// <summary>The groups that an identity belongs to, below zero for none; it is compared with the first of them.</summary>
    private record struct Member(int Alike, int Managed, bool IsWanted, bool IsActive)
    {
        public static readonly Member Nobody = new(PeerGroups.None, PeerGroups.None, false, false);

        public readonly int Peers => Alike >= 0 ? Alike : Managed;

        public readonly bool IsNobody => Alike < 0 && Managed < 0;
    }
}
