using AccessGovernance.AccessHistory.Storage;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>
/// The direct grants of all identities at an instant, in one state of knowledge on our clock, some nanoseconds each: rows come out of the
/// columns, stand in order by the ranks of their identities without being sorted, and of each identity its status is worked out once. What
/// the columns leave in doubt is judged as everywhere. Serves one reading; not thread-safe.
/// </summary>
internal sealed class DirectScan(ViewAt state, HeldGrants held, IdRanks ranks)
{
    // Of an identity, beside its state at the instant: a termination may end its grants.
    private const byte EndsGrants = 1 << 3;
    private const byte StateMask = EndsGrants - 1;

    private readonly HistoryIndex index = state.View.Index;
    private readonly ScanWindow window = ScanWindow.Of(state.During, state.View.Seen.Own);
    private readonly int[] grantAt = new int[ranks.Count];
    private readonly byte[] standingAt = new byte[ranks.Count];

    /// <summary>Adds the rows of an entitlement in the order of identities; false, and none, where one of them has no rank.</summary>
    public bool TryAddRowsOf(EntitlementNode entitlement, SnapshotBatch to)
    {
        using var grants = RowBuffer.Rent();
        using var order = RowBuffer.Rent();
        FindHeld(entitlement, grants);
        using var each = OrdinalSet.Rent(ranks.Count);
        var isRanked = TryRank(grants.Span, each);
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
            if (held.Holds(grant, state.View.StatusOf(held.HolderOf(grant)), out _))
                grants.Add(grant);
        }
    }

    private bool TryRank(ReadOnlySpan<int> grants, OrdinalSet each)
    {
        var rankOf = ranks.RankOf;
        foreach (var grant in grants)
        {
            var identity = index.Grants.SubjectOf(grant);
            if (identity >= rankOf.Length)
                return false;
            var rank = rankOf[identity];
            grantAt[rank] = each.TryAdd(rank) ? grant : held.First(grantAt[rank], grant);
        }
        return true;
    }

    private void AddRows(EntitlementNode entitlement, ReadOnlySpan<int> order, SnapshotBatch to)
    {
        var rows = to.Free(order.Length);
        var (facts, kinds) = (index.Grants, index.CauseKinds);
        for (var i = 0; i < order.Length; i++)
        {
            var grant = grantAt[order[i]];
            var identity = facts.SubjectOf(grant);
            var standing = standingAt[order[i]];
            if (standing == 0)
                standingAt[order[i]] = standing = StandingOf(index.Identities[identity]);
            if (standing >= EndsGrants || !facts.TrySee(grant, state.View.Seen, out var version))
                version = held.VersionOf(grant);
            var code = SnapshotBatch.CodeOf((AccessState)(standing & StateMask), kinds.Of(grant));
            rows.Set(i, identity, code, version.Validity);
        }
        to.Advance(entitlement, order.Length);
    }

    private byte StandingOf(IdentityNode identity) =>
        (byte)((int)held.StateOf(state.View.StatusOf(identity)) | (identity.WasTerminated ? EndsGrants : 0));
}
