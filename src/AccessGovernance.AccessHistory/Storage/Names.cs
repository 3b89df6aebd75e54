using AccessGovernance.AccessHistory.Checkpoints;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>Nodes of one kind by id and by ordinal. One writer, any number of readers without locks.</summary>
internal sealed class Names<TNode>(Func<string, int, TNode> create) where TNode : Node
{
    private readonly Column<TNode> byOrdinal = new();
    private IdRanks ranks = IdRanks.None;
    private long textBytes;

    private Table table = new(16);

    public int Count => byOrdinal.Count;

    /// <summary>Memory taken by the nodes, about, and by what finds them; without what they list.</summary>
    public long Bytes => byOrdinal.Bytes + (table.Slots.LongLength * (sizeof(int) + 1)) + textBytes + (Count * (long)Node.AboutBytes)
        + Volatile.Read(ref ranks).Bytes;

    public TNode this[int ordinal] => byOrdinal[ordinal];

    public TNode? Find(ReadOnlySpan<char> id)
    {
        var hash = (uint)string.GetHashCode(id);
        var (slots, tags) = Volatile.Read(ref table);
        for (var at = hash & (uint)(slots.Length - 1); ; at = (at + 1) & (uint)(slots.Length - 1))
        {
            var slot = Volatile.Read(ref slots[at]);
            if (slot == 0)
                return null;
            if (tags[at] == Table.TagOf(hash) && byOrdinal[slot - 1] is var node && id.SequenceEqual(node.Id))
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
        if (byOrdinal.Count * 8L > table.Slots.Length * 7L)
            Volatile.Write(ref table, Larger());
        table.Enter((uint)string.GetHashCode(id), byOrdinal.Count);
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

    // Of all but the newest, which is entered next.
    private Table Larger()
    {
        var larger = new Table(table.Slots.Length * 2);
        for (var i = 0; i < byOrdinal.Count - 1; i++)
            larger.Enter((uint)string.GetHashCode(byOrdinal[i].Id), i + 1);
        return larger;
    }

    /// <summary>Open addressing, at most seven eighths full: the ordinal plus one (0 is free), and some bits of the hash.</summary>
    private sealed record Table(int[] Slots, byte[] Tags)
    {
        public Table(int size) : this(new int[size], new byte[size])
        {
        }

        public static byte TagOf(uint hash) => (byte)(hash >> 24);

        public void Enter(uint hash, int slot)
        {
            var at = hash & (uint)(Slots.Length - 1);
            while (Slots[at] != 0)
                at = (at + 1) & (uint)(Slots.Length - 1);
            Tags[at] = TagOf(hash);
            Volatile.Write(ref Slots[at], slot);
        }
    }
}
