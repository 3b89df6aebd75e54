using System.Text;
using AccessGovernance.AccessHistory.Storage;

namespace AccessGovernance.AccessHistory;

/// <summary>The ids of <see cref="OrderedIds"/> in UTF-8.</summary>
public readonly ref struct Utf8Ids
{
    private readonly IdRanks ranks;
    private readonly ReadOnlySpan<int> places;
    private readonly string[]? newest;

    internal Utf8Ids(IdRanks ranks, ReadOnlySpan<int> places, string[]? newest)
    {
        (this.ranks, this.newest) = (ranks, newest);
        this.places = places;
    }

    public int Count => places.Length;

    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            var place = places[index];
            return place >= 0 ? ranks.Utf8At(place) : Encoding.UTF8.GetBytes(newest![~place]);
        }
    }
}
