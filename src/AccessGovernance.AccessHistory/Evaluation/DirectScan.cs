using System.Runtime.CompilerServices;
using AccessGovernance.AccessHistory.Storage;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>
/// The direct grants of all identities at an instant, in one state of knowledge on our clock, some nanoseconds each: rows are read where
/// they stand together, come in order by the ranks of their identities without being sorted, and of each identity its status is worked out
/// once. What the columns leave in doubt is judged as everywhere. What runs for every row is compiled well at once: snapshots are read
/// seldom, and the first reading is as long as the others. Serves one reading; not thread-safe.
/// </summary>
internal sealed class DirectScan(ViewAt state, HeldGrants held, IdRanks ranks)
{
    // Of an identity, beside its state at the instant: a termination may end its grants.
    private const byte EndsGrants = 1 << 3;
    private const byte StateMask = EndsGrants - 1;

    /// <summary>So many rows are asked for side by side: what they take fits the nearest memory.</summary>
    private const int Ahead = 128;
    private const int Neighbours = 32;

    private readonly View view = state.View;
    private readonly HistoryIndex index = state.View.Index;
    private readonly ScanWindow window = ScanWindow.Of(state.During, state.View.Seen.Own);

    // Which of an entitlement's grants is an identity's, by its rank; and its status, by its ordinal.
    private readonly int[] placeAt = new int[ranks.Count];
    private readonly byte[] standings = new byte[ranks.Count];
    private Found[] found = new Found[256];
    private int expected;

    /// <summary>Adds the rows of an entitlement in the order of identities; false, and none, where one of them has no rank.</summary>
    public bool TryAddRowsOf(EntitlementNode entitlement, SnapshotBatch to)
    {
        using var grants = RowBuffer.Rent();
        FindHeld(entitlement, grants);
        if (grants.Count == 0)
            return true;
        if (grants.Count > found.Length)
            found = new Found[grants.Count * 2];
        using var order = RowBuffer.Rent();
        using var each = OrdinalSet.Rent(ranks.Count);
        var isRanked = TryRead(grants.Span, each);
        each.DrainTo(order);
        if (isRanked)
            AddRows(entitlement, order.Span, to);
        return isRanked;
    }

    private void FindHeld(EntitlementNode entitlement, RowBuffer grants)
    {
        using var doubtful = RowBuffer.Rent();
        index.Grants.Scan(entitlement.Grants, window, new FoundRows(grants, doubtful));
        doubtful.AddAll(entitlement.HiddenGrants.Published);
        foreach (var grant in doubtful.Span)
        {
            if (held.Holds(grant, view.StatusOf(held.HolderOf(grant)), out _))
                grants.Add(grant);
        }
    }

    // In the order in which grants lie in memory.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryRead(ReadOnlySpan<int> grants, OrdinalSet each)
    {
        var rankOf = ranks.RankOf;
        var facts = index.Grants;
        for (var place = 0; place < grants.Length; place++)
        {
            if (place % Ahead == 0)
                Expect(grants[place..Math.Min(place + Ahead, grants.Length)]);
            var grant = grants[place];
            var identity = facts.SubjectOf(grant);
            if (identity >= rankOf.Length)
                return false;
            var standing = StandingOf(identity);
            var (from, until) = standing < EndsGrants ? facts.ValidityOf(grant, window.KnownAt) : CutValidityOf(grant);
            var rank = rankOf[identity];
            if (!each.TryAdd(rank) && !IsBefore(grant, from, until, found[placeAt[rank]]))
                continue;
            placeAt[rank] = place;
            found[place] = new(from, until, identity, grant, (byte)(standing & StateMask));
        }
        return true;
    }

    // Of several grants the one that began first; then the one that ends last; then the one of the lowest id.
    private bool IsBefore(int grant, long from, long until, in Found other)
    {
        if (from != other.From)
            return from < other.From;
        if (until != other.Until)
            return until > other.Until;
        return index.Grants.IdOf(grant).CompareTo(index.Grants.IdOf(other.Grant)) < 0;
    }

    private void Expect(ReadOnlySpan<int> grants) => expected = index.Grants.Expect(grants) ^ index.CauseKinds.Expect(grants);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddRows(EntitlementNode entitlement, ReadOnlySpan<int> order, SnapshotBatch to)
    {
        var rows = to.Free(order.Length);
        var kinds = index.CauseKinds;
        for (var i = 0; i < order.Length; i++)
        {
            ref readonly var row = ref found[placeAt[order[i]]];
            rows.Set(i, row.Identity, SnapshotBatch.CodeOf((AccessState)row.State, kinds.Of(row.Grant)), row.From, row.Until);
        }
        to.Advance(entitlement, order.Length);
    }

    private (long From, long Until) CutValidityOf(int grant)
    {
        var version = held.VersionOf(grant);
        return (version.From, version.Until);
    }

    private byte StandingOf(int identity)
    {
        if (standings[identity] == 0)
            FindStandings(identity & ~(Neighbours - 1));
        return standings[identity];
    }

    // Those who were registered one after the other stand together in memory.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FindStandings(int first)
    {
        for (var i = first; i < Math.Min(first + Neighbours, standings.Length); i++)
        {
            var identity = index.Identities[i];
            var state = identity.Status.IsEmpty ? AccessState.Active : held.StateOf(view.StatusOf(identity));
            standings[i] = (byte)((int)state | (identity.WasTerminated ? EndsGrants : 0));
        }
    }

    private readonly record struct Found(long From, long Until, int Identity, int Grant, byte State);
}
