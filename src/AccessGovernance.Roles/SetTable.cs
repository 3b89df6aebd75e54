namespace AccessGovernance.Roles;

/// <summary>
/// Sets of permissions, each once, with how often it was found; numbered in the order in which they were found first. Takes no more than so
/// many sets with so many members together: what does not fit is left out, and <see cref="IsFull"/> says so. For one thread.
/// </summary>
internal sealed class SetTable
{
    private const int FirstSlots = 1 << 12;

    private readonly int maxSets;
    private readonly int maxMembers;
    private int[] slots = new int[FirstSlots];
    private int[] members = new int[FirstSlots];
    private int[] ends = new int[FirstSlots];
    private int[] hashes = new int[FirstSlots];
    private int[] found = new int[FirstSlots];

    public SetTable(int maxSets, int maxMembers) => (this.maxSets, this.maxMembers) = (maxSets, maxMembers);

    public int Count { get; private set; }

    public bool IsFull { get; private set; }

    public ReadOnlySpan<int> this[int set] => members.AsSpan(BeginOf(set)..ends[set]);

    public int TimesFound(int set) => found[set];

    /// <summary>Counts a set that was found, and takes it in if it is new.</summary>
    public void Add(ReadOnlySpan<int> set)
    {
        var hash = HashOf(set);
        var slot = hash & (slots.Length - 1);
        for (; slots[slot] != 0; slot = (slot + 1) & (slots.Length - 1))
        {
            var known = slots[slot] - 1;
            if (hashes[known] != hash || !this[known].SequenceEqual(set))
                continue;
            found[known]++;
            return;
        }
        if (Count == maxSets || BeginOf(Count) + set.Length > maxMembers)
        {
            IsFull = true;
            return;
        }
        Take(set, hash);
        slots[slot] = Count;
        if (Count * 2 > slots.Length)
            Widen();
    }

    private void Take(ReadOnlySpan<int> set, int hash)
    {
        var begin = BeginOf(Count);
        if (Count == ends.Length)
        {
            Array.Resize(ref ends, Count * 2);
            Array.Resize(ref hashes, Count * 2);
            Array.Resize(ref found, Count * 2);
        }
        if (begin + set.Length > members.Length)
            Array.Resize(ref members, Math.Max(members.Length * 2, begin + set.Length));
        set.CopyTo(members.AsSpan(begin));
        (ends[Count], hashes[Count], found[Count]) = (begin + set.Length, hash, 1);
        Count++;
    }

    private void Widen()
    {
        slots = new int[slots.Length * 2];
        for (var set = 0; set < Count; set++)
        {
            var slot = hashes[set] & (slots.Length - 1);
            while (slots[slot] != 0)
                slot = (slot + 1) & (slots.Length - 1);
            slots[slot] = set + 1;
        }
    }

    private int BeginOf(int set) => set == 0 ? 0 : ends[set - 1];

    // The same in every process, so that what does not fit is the same.
    private static int HashOf(ReadOnlySpan<int> set)
    {
        var hash = 0x9E3779B97F4A7C15UL;
        foreach (var member in set)
        {
            hash = (hash ^ (uint)member) * 0xBF58476D1CE4E5B9;
            hash ^= hash >> 29;
        }
        return (int)(hash >> 33);
    }
}
