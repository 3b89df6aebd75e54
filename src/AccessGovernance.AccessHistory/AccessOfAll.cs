using AccessGovernance.AccessHistory.Evaluation;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

/// <summary>
/// Effective access of all identities at one instant, in one state of knowledge. Identities and entitlements have places, from 0 on, in the
/// order of the bytes of their ids: those that were registered at the read position. Thread-safe; each thread reads with a scan of its own.
/// </summary>
public sealed class AccessOfAll
{
    private const int NoPlace = -1;

    private readonly HistoryIndex index;
    private readonly Func<View> view;
    private readonly List<IdentityNode> identities;
    private readonly List<EntitlementNode> entitlements;
    private readonly AppId[] applications;
    private readonly int[] placeOf;

    // Of an entitlement that confers others what it confers, once somebody asked.
    private readonly Conferred?[] conferred;

    internal AccessOfAll(HistoryIndex index, Func<View> view, Instant at, long readPosition)
    {
        (this.index, this.view, At, ReadPosition) = (index, view, at, readPosition);
        identities = InOrder(index.Identities, readPosition);
        entitlements = InOrder(index.Entitlements, readPosition);
        var seen = view();
        entitlements.RemoveAll(e => CoverageFinding.ApplicationOf(seen, e, at) is null);
        applications = [.. entitlements.Select(e => new AppId(CoverageFinding.ApplicationOf(seen, e, at)!.Id))];
        conferred = new Conferred?[entitlements.Count];
        placeOf = new int[index.Entitlements.Count];
        Array.Fill(placeOf, NoPlace);
        for (var place = 0; place < entitlements.Count; place++)
            placeOf[entitlements[place].Ordinal] = place;
    }

    public Instant At { get; }

    public int Identities => identities.Count;

    public int Entitlements => entitlements.Count;

    public IdentityId IdentityAt(int place) => new(identities[place].Id);

    public EntitlementId EntitlementAt(int place) => new(entitlements[place].Id);

    /// <summary>The application that an entitlement belongs to at the instant.</summary>
    public AppId ApplicationOf(int entitlement) => applications[entitlement];

    /// <summary>Reads for one thread.</summary>
    public AccessScan NewScan() => new(this, view());

    internal HistoryIndex Index => index;

    /// <summary>What was recorded up to here is read.</summary>
    internal long ReadPosition { get; }

    internal IdentityNode Identity(int place) => identities[place];

    /// <summary>The place of an entitlement by its ordinal; below zero where it has none.</summary>
    internal int PlaceOf(int entitlement) => entitlement < placeOf.Length ? placeOf[entitlement] : NoPlace;

    /// <summary>What follows from an entitlement, at whatever time. Several threads may find it at once, and one of them leaves it here.</summary>
    internal Conferred ConferredBy(int place, View seen)
    {
        if (Volatile.Read(ref conferred[place]) is { } known)
            return known;
        var found = entitlements[place].Outgoing.Count == 0 ? Conferred.Nothing : Conferred.Find(this, seen, entitlements[place]);
        Volatile.Write(ref conferred[place], found);
        return found;
    }

    private static List<TNode> InOrder<TNode>(Names<TNode> names, long readPosition)
        where TNode : Node
    {
        var (ranks, all) = (names.Ranks(), names.Count);
        var nodes = new List<TNode>(all);
        foreach (var ordinal in ranks.OrdinalAt)
            nodes.Add(names[ordinal]);
        for (var ordinal = ranks.Count; ordinal < all; ordinal++)
            nodes.Add(names[ordinal]);
        nodes.RemoveAll(n => !n.IsRegisteredAt(readPosition));
        if (ranks.Count < all)
            nodes.Sort((a, b) => IdOrder.Instance.Compare(a.Id, b.Id));
        return nodes;
    }
}
