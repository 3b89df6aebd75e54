using System.Runtime.CompilerServices;

namespace AccessGovernance.AccessHistory.Storage;

internal sealed partial class FactTable
{
    /// <summary>
    /// Asks for the milliseconds of rows that will be read soon, all side by side, so that memory is waited for once. The answer means nothing.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Expect(ReadOnlySpan<int> rows)
    {
        var (all, bits) = (Volatile.Read(ref chunks), 0);
        foreach (var row in rows)
            bits ^= all[row >> FactChunk.Shift].BitsOf(row & FactChunk.Mask);
        return bits;
    }

    /// <summary>
    /// The validity of a row that a scan found to hold for sure, as known at the scan's position, uncut and in milliseconds: what
    /// <see cref="TrySee"/> says, asking for nothing that a scan did not ask for but the milliseconds within seconds.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public (long From, long Until) ValidityOf(int row, int knownAt)
    {
        var (changed, start, end, bits) = ColumnsOf(ChunkOf(row), row & FactChunk.Mask);
        if (changed < 0)
        {
            _ = TrySee(row, Visibility.Ours(knownAt), out var version);
            return (version.From, version.Until);
        }
        var isOpen = changed > 0 && (changed > knownAt || (bits & FactChunk.Cut) != 0);
        return (Tick.ToMilliseconds(start, bits & FactChunk.RemainderMask), isOpen ? long.MaxValue : UntilOf(end, bits));
    }
}
