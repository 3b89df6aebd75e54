using AccessGovernance.AccessHistory.Checkpoints;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>Nodes of one kind by id and by ordinal. One writer, any number of readers without locks.</summary>
internal sealed class Names<TNode>(Func<string, int, TNode> create) where TNode : Node
{
    private readonly Column<TNode> byOrdinal = new();
    private IdRanks ranks = IdRanks.None;
    private long textBytes;

    // Open addressing, at most seven eighths full: the hash above, the ordinal plus one below; 0 is free.
    private ulong[] slots = new ulong[16];

    public int Count => byOrdinal.Count;

    /// <summary>Memory taken by the nodes, about, and by what finds them; without what they list.</summary>
    public long Bytes => byOrdinal.Bytes + (slots.LongLength * sizeof(ulong)) + textBytes + (Count * (long)Node.AboutBytes);

    public TNode this[int ordinal] => byOrdinal[ordinal];

    public TNode? Find(ReadOnlySpan<char> id)
    {
        var hash = (uint)string.GetHashCode(id);
        var table = Volatile.Read(ref slots);
        for (var at = hash & (uint)(table.Length - 1); ; at = (at + 1) & (uint)(table.Length - 1))
        {
            var slot = Volatile.Read(ref table[at]);
            if (slot == 0)
                return null;
            if (slot >> 32 == hash && byOrdinal[(int)(uint)slot - 1] is var node && id.SequenceEqual(node.Id))
                return node;
        }
    }

    /// <summary>The node of an id, made when it is new. For the writer only.</summary>
    public TNode Intern(ReadOnlySpan<char> id)
    {
        if (Find(id) is { } known)
            return known;
        var node = create(new string(id), byOrdinal.Count);
        byOrdinal.Add(node);
        textBytes += Node.AboutTextBytes(id.Length);
        if (byOrdinal.Count * 8L > slots.Length * 7L)
            Volatile.Write(ref slots, Larger());
        Enter(slots, ((ulong)(uint)string.GetHashCode(id) << 32) | (uint)byOrdinal.Count);
        return node;
    }

    /// <summary>The order of the ids of all but a few nodes, the newest ones; made anew by whoever finds too many of these.</summary>
    public IdRanks Ranks()
    {
        var known = Volatile.Read(ref ranks);
        var all = Count;
        if (!known.IsTooOldFor(all))
            return known;
        var ids = new string[all - known.Count];
        for (var i = 0; i < ids.Length; i++)
            ids[i] = this[known.Count + i].Id;
        known = known.With(ids);
        Volatile.Write(ref ranks, known);
        return known;
    }

    public void Save(PageWriter to)
    {
        to.Int(Count);
        for (var i = 0; i < Count; i++)
            this[i].Save(to);
    }

    public void Load(PageReader from)
    {
        for (var left = from.Count(); left > 0; left--)
            Intern(from.Text()).Load(from);
    }

    private ulong[] Larger()
    {
        var larger = new ulong[slots.Length * 2];
        foreach (var slot in slots)
        {
            if (slot != 0)
                Enter(larger, slot);
        }
        return larger;
    }

    private static void Enter(ulong[] table, ulong slot)
    {
        var at = (uint)(slot >> 32) & (uint)(table.Length - 1);
        while (table[at] != 0)
            at = (at + 1) & (uint)(table.Length - 1);
        Volatile.Write(ref table[at], slot);
    }
}
