using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>
/// Numbers that stand in the order of the identities' ids, one for each identity. Identities without a rank go into the gap between those
/// that have one, in the order of their own. Serves one question.
/// </summary>
internal sealed class IdentityOrder(HistoryIndex index)
{
    /// <summary>Bits for identities in one gap; those that have a rank come last in it.</summary>
    private const int GapShift = 24;
    private const long Ranked = (1L << GapShift) - 1;

    private readonly IdRanks ranks = index.Identities.Ranks();

    /// <summary>Keys of the identities that some grants belong to.</summary>
    public long[] KeysOf(ReadOnlySpan<int> rows)
    {
        var keys = new long[rows.Length];
        var rankOf = ranks.RankOf;
        List<int>? unranked = null;
        for (var i = 0; i < rows.Length; i++)
        {
            var subject = index.Grants.SubjectOf(rows[i]);
            if (subject < rankOf.Length)
                keys[i] = ((long)rankOf[subject] << GapShift) | Ranked;
            else
                (unranked ??= []).Add(i);
        }
        if (unranked is not null)
            KeyUnranked(rows, unranked, keys);
        return keys;
    }

    /// <summary>Ids of identities in their order, each but once. The buffer is used up.</summary>
    public IdentityId[] IdsOf(RowBuffer ordinals)
    {
        var newest = RankAll(ordinals);
        OrdinalSorting.SortDistinct(ordinals, ranks.Count);
        var ids = new IdentityId[ordinals.Count + newest.Count];
        var at = 0;
        var newcomer = 0;
        foreach (var rank in ordinals.Span)
        {
            while (newcomer < newest.Count && ranks.GapOf(newest[newcomer]) <= rank)
                ids[at++] = new IdentityId(newest[newcomer++]);
            ids[at++] = new IdentityId(ranks.IdAt[rank]);
        }
        while (newcomer < newest.Count)
            ids[at++] = new IdentityId(newest[newcomer++]);
        return ids;
    }

    // Puts ranks in the place of ordinals; the ids of those that have none are answered in order.
    private List<string> RankAll(RowBuffer ordinals)
    {
        SortedSet<string>? newest = null;
        var span = ordinals.Span;
        var rankOf = ranks.RankOf;
        var kept = 0;
        foreach (var ordinal in span)
        {
            if (ordinal < rankOf.Length)
                span[kept++] = rankOf[ordinal];
            else
                (newest ??= new(IdOrder.Instance)).Add(index.Identities[ordinal].Id);
        }
        ordinals.Truncate(kept);
        return newest is null ? [] : [.. newest];
    }

    private void KeyUnranked(ReadOnlySpan<int> rows, List<int> places, long[] keys)
    {
        var ids = new SortedSet<string>(IdOrder.Instance);
        foreach (var place in places)
            ids.Add(IdAt(rows[place]));
        var ordered = ids.ToList();
        foreach (var place in places)
        {
            var id = IdAt(rows[place]);
            keys[place] = ((long)ranks.GapOf(id) << GapShift) | (uint)ordered.BinarySearch(id, IdOrder.Instance);
        }
    }

    private string IdAt(int row) => index.Identities[index.Grants.SubjectOf(row)].Id;
}
