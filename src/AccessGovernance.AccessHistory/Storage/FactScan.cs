using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>Rows found: those that hold for sure, and those whose versions must be looked at.</summary>
internal readonly record struct FoundRows(RowBuffer Sure, RowBuffer Doubtful);

/// <summary>A period as ticks: of its first and of its last millisecond; and the position up to which records are known.</summary>
internal readonly record struct ScanWindow(int First, int Last, int KnownAt)
{
    /// <summary>A changed row whose number is less has a story that goes on after <see cref="KnownAt"/>. To be set for what is past.</summary>
    public int Untold { get; init; }

    /// <param name="period">Not empty.</param>
    public static ScanWindow Of(Period period, long knownAt) => new(
        Tick.Of(period.From.Milliseconds), Tick.Of(period.Until.Milliseconds - 1), (int)Math.Min(knownAt, int.MaxValue));
}

/// <summary>One pass over rows of one zone, 8 at a time and without branches but for what is found.</summary>
internal readonly ref struct FactScan(FactChunk chunk, int firstRow, int place, int rows)
{
    private const int Lanes = Extents.Granule;

    /// <summary>Whether nothing happened to the rows after what the window knows.</summary>
    public bool IsQuiet(in ScanWindow window) =>
        Volatile.Read(ref chunk.Zones[place >> FactChunk.ZoneShift].LastChange) <= window.KnownAt;

    /// <summary>Finds rows by what is known now.</summary>
    public void ByNow(in ScanWindow window, in FoundRows found)
    {
        for (var done = 0; done < rows; done += Lanes)
        {
            var (may, sure) = MatchNow(done, window);
            Keep(done, may & WithinRows(done), sure, found);
        }
    }

    /// <summary>Finds rows as known at a position: one that changed later had no end then; whose story goes on after it is doubtful.</summary>
    public void ByPast(in ScanWindow window, in FoundRows found)
    {
        for (var done = 0; done < rows; done += Lanes)
        {
            var (may, sure) = MatchPast(done, window);
            Keep(done, may & WithinRows(done), sure, found);
        }
    }

    public int CountByNow(in ScanWindow window, RowBuffer doubtful)
    {
        var (first, last) = (Vector256.Create(window.First), Vector256.Create(window.Last));
        ref var starts = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(chunk.Start), place);
        ref var ends = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(chunk.End), place);
        var (may, sure) = (Vector256<int>.Zero, Vector256<int>.Zero);
        for (nuint done = 0; done < (nuint)rows; done += Lanes)
        {
            var (start, end) = (Vector256.LoadUnsafe(ref starts, done), Vector256.LoadUnsafe(ref ends, done));
            // A match is -1 in its lane.
            may -= Vector256.LessThanOrEqual(start, last) & Vector256.GreaterThanOrEqual(end, first);
            sure -= Vector256.LessThan(start, last) & Vector256.GreaterThan(end, first);
        }
        if (may != sure)
            KeepDoubtfulByNow(window, doubtful);
        return Vector256.Sum(sure);
    }

    private void KeepDoubtfulByNow(in ScanWindow window, RowBuffer doubtful)
    {
        for (var done = 0; done < rows; done += Lanes)
        {
            var (may, sure) = MatchNow(done, window);
            KeepDoubtful(done, may & ~sure, doubtful);
        }
    }

    private (uint May, uint Sure) MatchNow(int done, in ScanWindow window)
    {
        var (first, last) = (Vector256.Create(window.First), Vector256.Create(window.Last));
        var start = Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(chunk.Start), (nuint)(place + done));
        var end = Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(chunk.End), (nuint)(place + done));
        var may = Vector256.LessThanOrEqual(start, last) & Vector256.GreaterThanOrEqual(end, first);
        var sure = Vector256.LessThan(start, last) & Vector256.GreaterThan(end, first);
        return (may.ExtractMostSignificantBits(), sure.ExtractMostSignificantBits());
    }

    private (uint May, uint Sure) MatchPast(int done, in ScanWindow window)
    {
        var (first, last) = (Vector256.Create(window.First), Vector256.Create(window.Last));
        var start = Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(chunk.Start), (nuint)(place + done));
        var end = Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(chunk.End), (nuint)(place + done));
        // The writer says that a row changes before it changes it.
        Volatile.ReadBarrier();
        var changed = Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(chunk.Changed), (nuint)(place + done));
        var open = Vector256.GreaterThan(changed, Vector256.Create(window.KnownAt));
        var story = Vector256.LessThan(changed, Vector256.Create(window.Untold));
        var may = (Vector256.LessThanOrEqual(start, last) & (Vector256.GreaterThanOrEqual(end, first) | open)) | story;
        var sure = Vector256.AndNot(Vector256.LessThan(start, last) & (Vector256.GreaterThan(end, first) | open), story);
        return (may.ExtractMostSignificantBits(), sure.ExtractMostSignificantBits());
    }

    private uint WithinRows(int done) => rows - done >= Lanes ? uint.MaxValue : (1u << (rows - done)) - 1;

    private void Keep(int done, uint may, uint sure, in FoundRows found)
    {
        if (may == 0)
            return;
        KeepDoubtful(done, may & ~sure, found.Doubtful);
        var row = firstRow + place + done;
        var free = found.Sure.Free(Lanes);
        var kept = 0;
        for (var left = may & sure; left != 0; left &= left - 1)
            free[kept++] = row + BitOperations.TrailingZeroCount(left);
        found.Sure.Advance(kept);
    }

    private void KeepDoubtful(int done, uint left, RowBuffer doubtful)
    {
        for (; left != 0; left &= left - 1)
            doubtful.Add(firstRow + place + done + BitOperations.TrailingZeroCount(left));
    }
}
