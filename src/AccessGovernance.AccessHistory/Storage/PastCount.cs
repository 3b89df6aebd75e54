using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>A zone of a chunk, whose first row has a number in the table.</summary>
internal readonly record struct ZonePlace(FactChunk Chunk, int FirstRow, int Zone);

/// <summary>
/// Counts the rows of zones as known at a position, of which some may be newer: one that changed later had no end then; whose story goes
/// on after it is left to the stories. Made once for a question.
/// </summary>
/// <param name="told">Of the changes in the stories so many are counted there; a row with a later one is in question.</param>
internal readonly struct PastCount(in ScanWindow window, int told)
{
    private const int Lanes = Extents.Granule;

    private readonly int position = window.KnownAt;

    public int Told { get; } = told;
    private readonly Vector256<int> first = Vector256.Create(window.First);
    private readonly Vector256<int> last = Vector256.Create(window.Last);
    private readonly Vector256<int> known = Vector256.Create(window.KnownAt);
    private readonly Vector256<int> untold = Vector256.Create(window.Untold);
    private readonly Vector256<int> asked = Vector256.Create(-told);

    /// <summary>Answers how many hold for sure, and adds the others that may.</summary>
    /// <param name="newlyTold">Whether there are rows among these whose story was not counted.</param>
    public int Count(in ZonePlace place, RowBuffer doubtful, out bool newlyTold)
    {
        newlyTold = false;
        var (chunk, _, zone) = place;
        ref var opened = ref chunk.Zones[zone].LastOpened;
        var allKnown = Volatile.Read(ref opened) <= position;
        Volatile.ReadBarrier();
        var sure = allKnown ? CountKnown(chunk, zone) : CountQuickly(chunk, zone);
        Volatile.ReadBarrier();
        if (sure >= 0 && (!allKnown || Volatile.Read(ref opened) <= position))
            return sure;
        return CountOneByOne(place, doubtful, out newlyTold);
    }

    // Less than 0: some rows are in question.
    private int CountKnown(FactChunk chunk, int zone)
    {
        var (may, sure, news) = (Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero);
        var at = (nuint)(zone << FactChunk.ZoneShift);
        for (var end = at + FactChunk.ZoneSize; at < end; at += Lanes)
            Match(chunk, at, Vector256<int>.AllBitsSet, ref may, ref sure, ref news);
        return may != sure || news != Vector256<int>.Zero ? -1 : -Vector256.Sum(sure);
    }

    private int CountQuickly(FactChunk chunk, int zone)
    {
        var (may, sure, news) = (Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero);
        var at = (nuint)(zone << FactChunk.ZoneShift);
        for (var end = at + FactChunk.ZoneSize; at < end; at += Lanes)
            Match(chunk, at, KnownIn(chunk, at), ref may, ref sure, ref news);
        return may != sure || news != Vector256<int>.Zero ? -1 : -Vector256.Sum(sure);
    }

    private int CountOneByOne(in ZonePlace where, RowBuffer doubtful, out bool newlyTold)
    {
        var (chunk, firstRow, zone) = where;
        var (count, begin, told) = (0, zone << FactChunk.ZoneShift, 0u);
        for (var place = begin; place < begin + FactChunk.ZoneSize; place += Lanes)
        {
            var (may, sure, news) = (Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero);
            Match(chunk, (nuint)place, KnownIn(chunk, (nuint)place), ref may, ref sure, ref news);
            var surely = sure.ExtractMostSignificantBits();
            told |= news.ExtractMostSignificantBits();
            count += BitOperations.PopCount(surely);
            for (var left = (may | news).ExtractMostSignificantBits() & ~surely; left != 0; left &= left - 1)
                doubtful.Add(firstRow + place + BitOperations.TrailingZeroCount(left));
        }
        newlyTold = told != 0;
        return count;
    }

    private Vector256<int> KnownIn(FactChunk chunk, nuint at) =>
        Vector256.LessThanOrEqual(Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(chunk.Opened), at), known);

    // A match is -1 in its lane.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Match(
        FactChunk chunk, nuint at, Vector256<int> among, ref Vector256<int> may, ref Vector256<int> sure, ref Vector256<int> news)
    {
        var start = Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(chunk.Start), at);
        var end = Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(chunk.End), at);
        // The writer says that a row changes before it changes it.
        Volatile.ReadBarrier();
        var changed = Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(chunk.Changed), at);
        var open = Vector256.GreaterThan(changed, known);
        var told = among & Vector256.GreaterThanOrEqual(changed, untold);
        may += told & Vector256.LessThanOrEqual(start, last) & (Vector256.GreaterThanOrEqual(end, first) | open);
        sure += told & Vector256.LessThan(start, last) & (Vector256.GreaterThan(end, first) | open);
        news |= Vector256.LessThan(changed, asked);
    }
}
