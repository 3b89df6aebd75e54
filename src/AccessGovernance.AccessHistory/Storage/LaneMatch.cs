using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>
/// Eight rows at a time, without branches but for what is in doubt, as known at a position: a row that changed later had no end then; one
/// whose story goes on after it is doubtful.
/// </summary>
/// <param name="window">With the stories that go on.</param>
internal readonly struct LaneMatch(in ScanWindow window)
{
    private const int Lanes = FactChunk.Lanes;

    private readonly Vector256<int> first = Vector256.Create(window.First);
    private readonly Vector256<int> last = Vector256.Create(window.Last);
    private readonly Vector256<int> known = Vector256.Create(window.KnownAt);
    private readonly Vector256<int> untold = Vector256.Create(window.Untold);

    /// <summary>Finds rows that lie side by side.</summary>
    public void Find(FactChunk chunk, int row, int rows, in FoundRows found)
    {
        ref var lane = ref chunk.Lane(row & FactChunk.Mask);
        ref var free = ref MemoryMarshal.GetReference(found.Sure.Free(rows + Lanes));
        var kept = 0;
        for (var done = 0; done < rows; done += Lanes)
        {
            Match(ref lane, out var may, out var sure);
            if (rows - done < Lanes)
                may &= (1u << (rows - done)) - 1;
            var wanted = found.AsSubjects ? Vector256.LoadUnsafe(ref lane, 2 * Lanes) : Vector256.Create(row + done) + Vector256<int>.Indices;
            RowBuffer.Compress(wanted, may & sure).StoreUnsafe(ref free, (nuint)kept);
            kept += BitOperations.PopCount(may & sure);
            for (var left = may & ~sure; left != 0; left &= left - 1)
                found.Doubtful.Add(row + done + BitOperations.TrailingZeroCount(left));
            lane = ref Unsafe.Add(ref lane, FactChunk.CellsOfLanes);
        }
        found.Sure.Advance(kept);
    }

    /// <summary>Which of eight rows may hold, and which of these do for sure.</summary>
    /// <param name="lane">Of the eight.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Match(ref int lane, out uint may, out uint sure)
    {
        var (start, end) = (Vector256.LoadUnsafe(ref lane), Vector256.LoadUnsafe(ref lane, Lanes));
        // The writer says that a row changes before it changes it.
        Volatile.ReadBarrier();
        var changed = Vector256.LoadUnsafe(ref lane, 3 * Lanes);
        var open = Vector256.GreaterThan(changed, known);
        var story = Vector256.LessThan(changed, untold);
        may = ((Vector256.LessThanOrEqual(start, last) & (Vector256.GreaterThanOrEqual(end, first) | open)) | story).ExtractMostSignificantBits();
        sure = Vector256.AndNot(Vector256.LessThan(start, last) & (Vector256.GreaterThan(end, first) | open), story).ExtractMostSignificantBits();
    }
}
