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

    public ref T this[int ordinal] => ref Volatile.Read(ref chunks)[ordinal >> Shift][ordinal & Mask];

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
        Volatile.Write(ref count, ordinal + 1);
        return ordinal;
    }
}
