using System.Runtime.CompilerServices;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>
/// Kinds of the causes of grants by their rows, four bits each, as readers found them: whoever reads many grants of one owner finds the kinds
/// side by side. Any number of readers: two that find neighbours at once may keep one of both, and the other is found again.
/// </summary>
internal sealed class CauseKinds(FactTable grants, Causes causes)
{
    private const int Shift = 15;
    private const int RowsOfChunk = 1 << Shift;
    private const int Bits = 4;
    private const int Mask = (1 << Bits) - 1;

    private byte[]?[] chunks = [];
    private long bytes;

    public long Bytes => Volatile.Read(ref bytes);

    public CauseKind Of(int row)
    {
        var at = row >> Shift;
        var known = Volatile.Read(ref chunks);
        var chunk = (at < known.Length ? known[at] : null) ?? Add(at);
        ref var pair = ref chunk[(row & (RowsOfChunk - 1)) >> 1];
        var shift = (row & 1) * Bits;
        if (((pair >> shift) & Mask) is var kind and not 0)
            return (CauseKind)kind;
        var found = causes.KindAt(grants.OpenedAt(row));
        pair = (byte)(pair | ((int)found << shift));
        return found;
    }

    /// <summary>Asks for the kinds of rows that will be read soon, all side by side. The answer means nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Expect(ReadOnlySpan<int> rows)
    {
        var (known, kinds) = (Volatile.Read(ref chunks), 0);
        foreach (var row in rows)
        {
            if (row >> Shift < known.Length && known[row >> Shift] is { } chunk)
                kinds ^= chunk[(row & (RowsOfChunk - 1)) >> 1];
        }
        return kinds;
    }

    private byte[] Add(int at)
    {
        lock (causes)
        {
            if (at >= chunks.Length)
                Volatile.Write(ref chunks, [.. chunks, .. new byte[]?[at + 1 - chunks.Length + (chunks.Length / 4)]]);
            if (chunks[at] is { } known)
                return known;
            var added = new byte[RowsOfChunk / 2];
            Volatile.Write(ref bytes, bytes + added.Length);
            Volatile.Write(ref chunks[at], added);
            return added;
        }
    }
}
