using System.Collections;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

/// <summary>
/// Ids of identities in the order of their bytes, each but once: as numbers into a table of all ids, so that an answer of many costs four
/// bytes for each. Immutable.
/// </summary>
public sealed class OrderedIds : IReadOnlyList<IdentityId>
{
    private readonly IdRanks ranks;
    private readonly string[]? newest;
    private readonly ReadOnlyMemory<int> places;

    /// <param name="places">Ranks; the complement of a place among the newest for what has none.</param>
    internal OrderedIds(IdRanks ranks, ReadOnlyMemory<int> places, string[]? newest) =>
        (this.ranks, this.places, this.newest) = (ranks, places, newest);

    public int Count => places.Length;

    public IdentityId this[int index] => new(TextAt(places.Span[index]));

    /// <summary>The same in UTF-8, without making texts of them.</summary>
    public Utf8Ids Utf8 => new(ranks, places.Span, newest);

    public Enumerator GetEnumerator() => new(this);

    IEnumerator<IdentityId> IEnumerable<IdentityId>.GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<IdentityId>)this).GetEnumerator();

    /// <summary>So many of them.</summary>
    public OrderedIds First(int count) => new(ranks, places[..count], newest);

    /// <summary>So many of them, from the first one after an id on; and whether these are the last.</summary>
    internal (OrderedIds Ids, bool Complete) Page(string? after, int limit)
    {
        var from = after is null ? 0 : PlaceAfter(after);
        var count = Math.Min(limit, Count - from);
        return (new OrderedIds(ranks, places.Slice(from, count), newest), from + count == Count);
    }

    private string TextAt(int place) => place >= 0 ? ranks.IdAt[place] : newest![~place];

    private int PlaceAfter(string id)
    {
        int low = 0, high = Count;
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (IdOrder.Instance.Compare(this[middle].Value, id) <= 0)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>Goes through the ids in order.</summary>
    public ref struct Enumerator
    {
        private readonly OrderedIds ids;
        private readonly ReadOnlySpan<int> places;
        private int at = -1;

        internal Enumerator(OrderedIds ids)
        {
            this.ids = ids;
            places = ids.places.Span;
        }

        public readonly IdentityId Current => new(ids.TextAt(places[at]));

        public bool MoveNext() => ++at < places.Length;
    }
}
