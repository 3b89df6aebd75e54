namespace AccessGovernance.AccessHistory.Storage;

/// <summary>
/// A column that only grows, in chunks that never move. One writer; any number of readers without locks, for every ordinal that they
/// learned from something the writer published after adding it.
/// </summary>
internal sealed class Column<T>
{
    private const int Shift = 12;
    private const int Mask = (1 << Shift) - 1;

    private T[][] chunks = new T[16][];
    private int count;

    public int Count => Volatile.Read(ref count);

    public ref T this[int ordinal] => ref Volatile.Read(ref chunks)[ordinal >> Shift][ordinal & Mask];

    /// <summary>Adds an item and returns its ordinal.</summary>
    public int Add(in T item)
    {
        var ordinal = count;
        var chunk = ordinal >> Shift;
        if (chunk == chunks.Length)
            Grow();
        chunks[chunk] ??= new T[1 << Shift];
        chunks[chunk][ordinal & Mask] = item;
        Volatile.Write(ref count, ordinal + 1);
        return ordinal;
    }

    private void Grow()
    {
        var larger = new T[chunks.Length * 2][];
        chunks.CopyTo(larger, 0);
        Volatile.Write(ref chunks, larger);
    }
}
