using System.Text;
using AccessGovernance.AccessHistory.Checkpoints;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>A person, found in the index: its links are those that were recorded by then, in order.</summary>
internal sealed record PersonNode(int Ordinal, Mark Registered, IReadOnlyList<int> Links)
{
    public bool IsRegisteredAt(long read) => Registered.Position <= read;
}

/// <summary>
/// Persons by id and by ordinal, a few numbers and a text for each: there are nearly as many as identities, and few are asked about. One
/// writer, any number of readers without locks.
/// </summary>
internal sealed class Persons(LinkTable links)
{
    /// <summary>Ids of at most so many characters are looked for without garbage.</summary>
    private const int MaxOnStack = 256;

    private readonly Column<Entry> entries = new();
    private readonly Texts ids = new();

    // Open addressing, at most seven eighths full: the ordinal plus one; 0 is free.
    private int[] slots = new int[16];

    public int Count => entries.Count;

    public long Bytes => entries.Bytes + ids.Bytes + (slots.LongLength * sizeof(int));

    public string IdOf(int ordinal) => Encoding.UTF8.GetString(ids[entries[ordinal].Id]);

    public PersonNode? Find(string id)
    {
        var ordinal = Find(Utf8(id, stackalloc byte[MaxOnStack * 3]));
        return ordinal < 0 ? null : new(ordinal, entries[ordinal].Registered, LinksOf(ordinal));
    }

    /// <summary>The person of an id, made when it is new. For the writer only.</summary>
    /// <param name="mark">What mentions it.</param>
    public int Intern(string id, in Mark mark)
    {
        var text = Utf8(id, stackalloc byte[MaxOnStack * 3]);
        var known = Find(text);
        if (known >= 0)
            return known;
        var ordinal = entries.Add(new Entry { Id = ids.Add(text), Registered = mark, LastLink = LinkTable.None });
        Enter(ordinal);
        return ordinal;
    }

    /// <summary>The last link of a person that was recorded, or <see cref="LinkTable.None"/>.</summary>
    public int LastLinkOf(int ordinal) => Volatile.Read(ref entries[ordinal].LastLink);

    /// <summary>Says that a link, which knows the one before it, is the last one of its person.</summary>
    public void SetLastLink(int ordinal, int link) => Volatile.Write(ref entries[ordinal].LastLink, link);

    public void Save(PageWriter to)
    {
        entries.Save(to);
        ids.Save(to);
    }

    public void Load(PageReader from)
    {
        entries.Load(from);
        ids.Load(from);
        slots = new int[SlotsFor(Count)];
        for (var ordinal = 0; ordinal < Count; ordinal++)
            EnterInto(slots, ordinal);
    }

    private List<int> LinksOf(int ordinal)
    {
        var all = new List<int>(1);
        for (var link = LastLinkOf(ordinal); link != LinkTable.None; link = links[link].PreviousOfPerson)
            all.Add(link);
        all.Reverse();
        return all;
    }

    private int Find(ReadOnlySpan<byte> id)
    {
        var table = Volatile.Read(ref slots);
        for (var at = HashOf(id) & (uint)(table.Length - 1); ; at = (at + 1) & (uint)(table.Length - 1))
        {
            var ordinal = Volatile.Read(ref table[at]) - 1;
            if (ordinal < 0 || id.SequenceEqual(ids[entries[ordinal].Id]))
                return ordinal;
        }
    }

    // Readers keep the table that they began with, or find one that has everything.
    private void Enter(int ordinal)
    {
        if (SlotsFor(Count) > slots.Length)
        {
            var larger = new int[SlotsFor(Count)];
            for (var earlier = 0; earlier < ordinal; earlier++)
                EnterInto(larger, earlier);
            Volatile.Write(ref slots, larger);
        }
        EnterInto(slots, ordinal);
    }

    private void EnterInto(int[] table, int ordinal)
    {
        var at = HashOf(ids[entries[ordinal].Id]) & (uint)(table.Length - 1);
        while (table[at] != 0)
            at = (at + 1) & (uint)(table.Length - 1);
        Volatile.Write(ref table[at], ordinal + 1);
    }

    private static int SlotsFor(int count)
    {
        var slots = 16;
        while (count * 8L > slots * 7L)
            slots *= 2;
        return slots;
    }

    private static ReadOnlySpan<byte> Utf8(string id, Span<byte> buffer) =>
        id.Length <= MaxOnStack ? buffer[..Encoding.UTF8.GetBytes(id, buffer)] : Encoding.UTF8.GetBytes(id);

    private static uint HashOf(ReadOnlySpan<byte> id)
    {
        var hash = new HashCode();
        hash.AddBytes(id);
        return (uint)hash.ToHashCode();
    }

    private struct Entry
    {
        public int Id;
        public Mark Registered;
        public int LastLink;
    }
}
