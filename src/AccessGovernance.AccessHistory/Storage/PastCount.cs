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
    private const int Lanes = FactChunk.Lanes;

    private readonly ScanWindow window = window;
    private readonly Vector256<int> first = Vector256.Create(window.First);
    private readonly Vector256<int> last = Vector256.Create(window.Last);
    private readonly Vector256<int> known = Vector256.Create(window.KnownAt);

    // A row that never changed, did so later, or whose story was told by then, has a greater number.
    private readonly Vector256<int> untold = Vector256.Create(window.Untold - 1);
    private readonly Vector256<int> asked = Vector256.Create(-told);

    public int Told { get; } = told;

    /// <summary>Answers how many hold for sure, and adds the others that may.</summary>
    /// <param name="newlyTold">Whether there are rows among these whose story was not counted.</param>
    public int Count(in ZonePlace place, RowBuffer doubtful, out bool newlyTold)
    {
        newlyTold = false;
        ref var opened = ref place.Chunk.Zones[place.Zone].LastOpened;
        var allKnown = Volatile.Read(ref opened) <= window.KnownAt;
        Volatile.ReadBarrier();
        var sure = CountQuickly(place.Chunk, place.Zone << FactChunk.ZoneShift, allKnown);
        Volatile.ReadBarrier();
        if (sure >= 0 && (!allKnown || Volatile.Read(ref opened) <= window.KnownAt))
            return sure;
        return CountOneByOne(place, doubtful, out newlyTold);
    }

    // Less than 0: rows may be in question. What the loop compares with is not read again behind every barrier.
    private int CountQuickly(FactChunk chunk, int begin, bool allKnown)
    {
        var (first, last, known, untold, asked) = (this.first, this.last, this.known, this.untold, this.asked);
        ref var lane = ref chunk.Lane(begin);
        ref var opens = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(chunk.Opened), begin);
        var (sure, doubt) = (Vector256<int>.Zero, Vector256<int>.Zero);
        for (nuint at = 0; at < FactChunk.ZoneSize; at += Lanes)
        {
            var (start, end) = (Vector256.LoadUnsafe(ref lane), Vector256.LoadUnsafe(ref lane, Lanes));
            // The writer says that a row changes before it changes it.
            Volatile.ReadBarrier();
            var changed = Vector256.LoadUnsafe(ref lane, 3 * Lanes);
            doubt |= Vector256.Equals(start, last) | Vector256.Equals(end, first) | Vector256.GreaterThan(asked, changed);
            var held = Vector256.GreaterThan(last, start) & (Vector256.GreaterThan(end, first) | Vector256.GreaterThan(changed, known));
            held &= Vector256.GreaterThan(changed, untold);
            // A match is -1 in its lane.
            sure -= allKnown ? held : Vector256.AndNot(held, Vector256.GreaterThan(Vector256.LoadUnsafe(ref opens, at), known));
            lane = ref Unsafe.Add(ref lane, FactChunk.CellsOfLanes);
        }
        return doubt == Vector256<int>.Zero ? Vector256.Sum(sure) : -1;
    }

    private int CountOneByOne(in ZonePlace where, RowBuffer doubtful, out bool newlyTold)
    {
        var (chunk, firstRow, zone) = where;
        var (count, begin) = (0, zone << FactChunk.ZoneShift);
        newlyTold = false;
        for (var place = begin; place < begin + FactChunk.ZoneSize; place++)
        {
            var (start, end) = (chunk.Start(place), chunk.End(place));
            Volatile.ReadBarrier();
            var changed = chunk.Changed(place);
            var open = changed > window.KnownAt;
            if (changed < -Told)
                newlyTold = true;
            else if (changed < window.Untold || chunk.Opened[place] > window.KnownAt || start > window.Last || (end < window.First && !open))
                continue;
            else if (start < window.Last && (end > window.First || open))
            {
                count++;
                continue;
            }
            doubtful.Add(firstRow + place);
        }
        return count;
    }
}
