namespace AccessGovernance.AccessHistory.Storage;

/// <summary>A set of ordinals that only grows. One writer, any number of readers.</summary>
internal sealed class OrdinalSet
{
    private ulong[] words = new ulong[1];
    private int count;

    public int Count => Volatile.Read(ref count);

    /// <summary>A bit for each ordinal of the first so many; what lies beyond is not in the set.</summary>
    public ReadOnlySpan<ulong> Words => Volatile.Read(ref words);

    public bool Contains(int ordinal) => Contains(Words, ordinal);

    public static bool Contains(ReadOnlySpan<ulong> words, int ordinal) =>
        (uint)(ordinal >> 6) < (uint)words.Length && (words[ordinal >> 6] >> ordinal & 1) != 0;

    public IEnumerable<int> All()
    {
        var all = Volatile.Read(ref words);
        for (var ordinal = 0; ordinal < all.Length * 64; ordinal++)
        {
            if (Contains(all, ordinal))
                yield return ordinal;
        }
    }

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
}
