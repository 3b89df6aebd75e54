using System.Text;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>
/// The first so many nodes of a kind in the order of their ids, so that answers are put in order by numbers. Immutable; nodes that are
/// newer have no rank yet and are compared by id.
/// </summary>
internal sealed class IdRanks
{
    public static readonly IdRanks None = new([], []);

    /// <summary>At most so many nodes, or this part of all, are without a rank.</summary>
    private const int FewNew = 1;
    private const int NewShare = 16;

    private readonly int[] rankOf;
    private readonly int[] ordinalAt;
    private readonly string[] idAt;

    // All ids one after the other in UTF-8, and where each begins.
    private readonly byte[] text;
    private readonly int[] begins;

    private IdRanks(int[] ordinalAt, string[] idAt)
    {
        (this.ordinalAt, this.idAt) = (ordinalAt, idAt);
        (text, begins) = TextOf(idAt);
        rankOf = new int[ordinalAt.Length];
        for (var rank = 0; rank < ordinalAt.Length; rank++)
            rankOf[ordinalAt[rank]] = rank;
    }

    /// <summary>How many nodes, from ordinal 0 on, have a rank.</summary>
    public int Count => ordinalAt.Length;

    /// <summary>Memory taken, without the ids, which the nodes have.</summary>
    public long Bytes => text.LongLength + (Count * (long)((3 * sizeof(int)) + IntPtr.Size));

    public ReadOnlySpan<int> RankOf => rankOf;

    public ReadOnlySpan<int> OrdinalAt => ordinalAt;

    public ReadOnlySpan<string> IdAt => idAt;

    /// <summary>An id in UTF-8.</summary>
    public ReadOnlySpan<byte> Utf8At(int rank) => text.AsSpan(begins[rank], begins[rank + 1] - begins[rank]);

    public bool IsTooOldFor(int nodes) => nodes - Count > FewNew + (Count / NewShare);

    /// <summary>The rank of the first id that is not before the given one.</summary>
    public int GapOf(string id)
    {
        var at = Array.BinarySearch(idAt, id, IdOrder.Instance);
        return at >= 0 ? at : ~at;
    }

    /// <param name="added">Ids of the nodes after the last one that has a rank.</param>
    public IdRanks With(string[] added)
    {
        var ordinals = new int[added.Length];
        for (var i = 0; i < ordinals.Length; i++)
            ordinals[i] = Count + i;
        var ids = (string[])added.Clone();
        Array.Sort(ids, ordinals, IdOrder.Instance);
        var (mergedIds, merged) = (new string[Count + ids.Length], new int[Count + ids.Length]);
        for (int old = 0, next = 0, at = 0; at < merged.Length; at++)
        {
            var takesOld = next == ids.Length || (old < Count && IdOrder.Instance.Compare(idAt[old], ids[next]) < 0);
            (mergedIds[at], merged[at]) = takesOld ? (idAt[old], ordinalAt[old]) : (ids[next], ordinals[next]);
            (old, next) = takesOld ? (old + 1, next) : (old, next + 1);
        }
        return new IdRanks(merged, mergedIds);
    }

    private static (byte[] Text, int[] Begins) TextOf(string[] ids)
    {
        var begins = new int[ids.Length + 1];
        for (var i = 0; i < ids.Length; i++)
            begins[i + 1] = checked(begins[i] + Encoding.UTF8.GetByteCount(ids[i]));
        var text = new byte[begins[^1]];
        for (var i = 0; i < ids.Length; i++)
            Encoding.UTF8.GetBytes(ids[i], text.AsSpan(begins[i]));
        return (text, begins);
    }
}
