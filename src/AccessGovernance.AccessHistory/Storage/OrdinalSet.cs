using AccessGovernance.AccessHistory.Checkpoints;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>A set of ordinals that only grows. One writer, any number of readers.</summary>
internal sealed class OrdinalSet
{
    private ulong[] words = new ulong[1];
    private int count;

    public int Count => Volatile.Read(ref count);

    /// <summary>A bit for each ordinal of the first so many, as they are now; what lies beyond is not in the set.</summary>
    public ulong[] Copy() => (ulong[])Volatile.Read(ref words).Clone();

    public bool Contains(int ordinal) => Contains(Volatile.Read(ref words), ordinal);

    public static bool Contains(ReadOnlySpan<ulong> words, int ordinal) =>
        (uint)(ordinal >> 6) < (uint)words.Length && (words[ordinal >> 6] >> ordinal & 1) != 0;

    public void Add(int ordinal)
    {
        if (Contains(ordinal))
            return;
        if (ordinal >> 6 >= words.Length)
        {
            var larger = new ulong[Math.Max(words.Length * 2, (ordinal >> 6) + 1)];
            words.CopyTo(larger, 0);
            Volatile.Write(ref words, larger);
        }
        Volatile.Write(ref words[ordinal >> 6], words[ordinal >> 6] | (1UL << ordinal));
        Volatile.Write(ref count, count + 1);
    }

    public void Save(PageWriter to)
    {
        to.Int(count);
        to.Int(words.Length);
        to.Items<ulong>(words);
    }

    public void Load(PageReader from)
    {
        count = from.Int();
        words = new ulong[from.Count()];
        from.Items<ulong>(words);
    }
}
