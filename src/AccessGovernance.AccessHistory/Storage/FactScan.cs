using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>Rows found: those that hold for sure, and those whose versions must be looked at.</summary>
internal readonly record struct FoundRows(RowBuffer Sure, RowBuffer Doubtful)
{
    public void Clear()
    {
        Sure.Clear();
        Doubtful.Clear();
    }
}

/// <summary>A period as ticks: of its first and of its last millisecond; and the position up to which records are known.</summary>
internal readonly record struct ScanWindow(int First, int Last, int KnownAt)
{
    /// <param name="period">Not empty.</param>
    public static ScanWindow Of(Period period, long knownAt) => new(
        Tick.Of(period.From.Milliseconds), Tick.Of(period.Until.Milliseconds - 1), (int)Math.Min(knownAt, int.MaxValue));
}

/// <summary>One pass over rows of one chunk, 8 at a time and without branches but for what is found.</summary>
internal readonly ref struct FactScan(FactChunk chunk, int firstRow, int place, int rows)
{
    private const int Lanes = Extents.Granule;

    public void ByNow(in ScanWindow window, in FoundRows found)
    {
        var (first, last) = (Vector256.Create(window.First), Vector256.Create(window.Last));
        ref var starts = ref MemoryMarshal.GetArrayDataReference(chunk.Start);
        ref var ends = ref MemoryMarshal.GetArrayDataReference(chunk.End);
        for (var done = 0; done < rows; done += Lanes)
        {
            var start = Vector256.LoadUnsafe(ref starts, (nuint)(place + done));
            var end = Vector256.LoadUnsafe(ref ends, (nuint)(place + done));
            var may = (Vector256.LessThanOrEqual(start, last) & Vector256.GreaterThanOrEqual(end, first)).ExtractMostSignificantBits();
            var sure = (Vector256.LessThan(start, last) & Vector256.GreaterThan(end, first)).ExtractMostSignificantBits();
            Keep(done, may & WithinRows(done), sure, found);
        }
    }

    /// <summary>
    /// A row that changed after the position had no end then; what has a longer story is doubtful.
    /// </summary>
    public void ByPast(in ScanWindow window, in FoundRows found)
    {
        var (first, last, known) = (Vector256.Create(window.First), Vector256.Create(window.Last), Vector256.Create(window.KnownAt));
        ref var starts = ref MemoryMarshal.GetArrayDataReference(chunk.Start);
        ref var ends = ref MemoryMarshal.GetArrayDataReference(chunk.End);
        ref var changes = ref MemoryMarshal.GetArrayDataReference(chunk.Changed);
        for (var done = 0; done < rows; done += Lanes)
        {
            var at = (nuint)(place + done);
            var start = Vector256.LoadUnsafe(ref starts, at);
            var end = Vector256.LoadUnsafe(ref ends, at);
            var changed = Vector256.LoadUnsafe(ref changes, at);
            var open = Vector256.GreaterThan(changed, known);
            var story = Vector256.LessThan(changed, Vector256<int>.Zero);
            var may = (Vector256.LessThanOrEqual(start, last) & (Vector256.GreaterThanOrEqual(end, first) | open)) | story;
            var sure = Vector256.AndNot(Vector256.LessThan(start, last) & (Vector256.GreaterThan(end, first) | open), story);
            Keep(done, may.ExtractMostSignificantBits() & WithinRows(done), sure.ExtractMostSignificantBits(), found);
        }
    }

    private uint WithinRows(int done) => rows - done >= Lanes ? uint.MaxValue : (1u << (rows - done)) - 1;

    private void Keep(int done, uint may, uint sure, in FoundRows found)
    {
        if (may == 0)
            return;
        var row = firstRow + place + done;
        for (var doubtful = may & ~sure; doubtful != 0; doubtful &= doubtful - 1)
            found.Doubtful.Add(row + BitOperations.TrailingZeroCount(doubtful));
        var free = found.Sure.Free(Lanes);
        var kept = 0;
        for (var left = may & sure; left != 0; left &= left - 1)
            free[kept++] = row + BitOperations.TrailingZeroCount(left);
        found.Sure.Advance(kept);
    }
}
