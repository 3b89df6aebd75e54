using AccessGovernance.AccessHistory.Storage;

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

    /// <summary>Ids of identities in their order, each but once.</summary>
    public OrderedIds IdsOf(RowBuffer ordinals)
    {
        using var places = RowBuffer.Rent();
        using var each = OrdinalSet.Rent(ranks.Count);
        var newest = AddRanks(ordinals.Span, each);
        each.DrainTo(places);
        return new OrderedIds(ranks, newest is null ? places.Span.ToArray() : Merged(places.Span, newest), newest);
    }

    // The ids of those that have no rank are answered, in order.
    private string[]? AddRanks(ReadOnlySpan<int> ordinals, OrdinalSet to)
    {
        SortedSet<string>? newest = null;
        var rankOf = ranks.RankOf;
        foreach (var ordinal in ordinals)
        {
            if ((uint)ordinal < (uint)rankOf.Length)
                to.Add(rankOf[ordinal]);
            else
                (newest ??= new(IdOrder.Instance)).Add(index.Identities[ordinal].Id);
        }
        return newest is null ? null : [.. newest];
    }

    // Places of the newest ones, as complements, where they belong among the ranks.
    private int[] Merged(ReadOnlySpan<int> ranked, string[] newest)
    {
        var places = new int[ranked.Length + newest.Length];
        var (at, newcomer) = (0, 0);
        foreach (var rank in ranked)
        {
            while (newcomer < newest.Length && ranks.GapOf(newest[newcomer]) <= rank)
                places[at++] = ~newcomer++;
            places[at++] = rank;
        }
        while (newcomer < newest.Length)
            places[at++] = ~newcomer++;
        return places;
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
