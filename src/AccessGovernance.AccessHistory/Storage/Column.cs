using System.Runtime.CompilerServices;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>
/// A column that only grows, in chunks that never move. One writer; any number of readers without locks, for every ordinal that they
/// learned from something the writer published after adding it.
/// </summary>
internal sealed class Column<T>
{
    private const int Shift = 10;
    private const int Mask = (1 << Shift) - 1;
    private const int Smallest = 16;

    // The first chunk grows, so that a small column is small.
    private T[][] chunks = [new T[Smallest]];
    private int count;

    public int Count => Volatile.Read(ref count);

    /// <summary>Memory taken, without what items refer to.</summary>
    public long Bytes => ((Count >> Shift) + 1L) * (1 << Shift) * Unsafe.SizeOf<T>();

    public ref T this[int ordinal] => ref Volatile.Read(ref chunks)[ordinal >> Shift][ordinal & Mask];

    /// <summary>Items from one on: those of its chunk, and no more than so many.</summary>
    public ReadOnlySpan<T> From(int ordinal, int most)
    {
        var chunk = Volatile.Read(ref chunks)[ordinal >> Shift].AsSpan(ordinal & Mask);
        return chunk[..Math.Min(most, chunk.Length)];
    }

    /// <summary>Adds an item and returns its ordinal.</summary>
    public int Add(in T item)
    {
        var ordinal = count;
        var chunk = ordinal >> Shift;
        if (chunk == chunks.Length)
            Volatile.Write(ref chunks, [.. chunks, .. new T[Math.Max(1, chunks.Length / 4)][]]);
        chunks[chunk] ??= new T[1 << Shift];
        if ((ordinal & Mask) == chunks[chunk].Length)
            Volatile.Write(ref chunks[chunk], [.. chunks[chunk], .. new T[chunks[chunk].Length]]);
        chunks[chunk][ordinal & Mask] = item;
        Volatile.Write(ref count, checked(ordinal + 1));
        return ordinal;
    }

    /// <summary>The chunks with their items, for whoever saves or restores them.</summary>
    public IEnumerable<Memory<T>> Chunks()
    {
        for (var left = Count; left > 0; left -= 1 << Shift)
            yield return chunks[(Count - left) >> Shift].AsMemory(0, Math.Min(left, 1 << Shift));
    }

    /// <summary>Makes room for items that are then put into <see cref="Chunks"/>. For a new column.</summary>
    public void Reserve(int items)
    {
        chunks = new T[Math.Max(1, (items + Mask) >> Shift)][];
        for (var i = 0; i < chunks.Length; i++)
            chunks[i] = new T[items <= Smallest ? Smallest : 1 << Shift];
        Volatile.Write(ref count, items);
    }
}
