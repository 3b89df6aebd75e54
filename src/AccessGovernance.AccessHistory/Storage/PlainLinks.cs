using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>
/// Whom an identity belongs to, for the many that were linked to one person at most, and for good: 12 bytes side by side instead of a node,
/// its lists and their versions. One writer, any number of readers without locks. Follows from the links, and is not saved.
/// </summary>
internal sealed class PlainLinks
{
    /// <summary>Linked to nobody.</summary>
    public const int Nobody = -1;

    /// <summary>Not to be told from here.</summary>
    public const int Unsure = -2;

    private readonly Column<Entry> entries = new();

    public long Bytes => entries.Bytes;

    /// <summary>A link was recorded. To be told before it is published.</summary>
    public void Link(int identity, int person, Period validity, in Mark mark)
    {
        ref var entry = ref At(identity);
        if (entry.Person != Nobody || !validity.Until.IsForever || mark.Imported)
        {
            Volatile.Write(ref entry.Person, Unsure);
            return;
        }
        (entry.Position, entry.From) = (checked((int)mark.Position), Tick.Of(validity.From.Milliseconds));
        Volatile.Write(ref entry.Person, person);
    }

    /// <summary>A link ended. To be told before it is published.</summary>
    public void Unlink(int identity) => Volatile.Write(ref At(identity).Person, Unsure);

    /// <summary>The person that an identity belongs to at an instant, <see cref="Nobody"/>, or <see cref="Unsure"/>.</summary>
    /// <param name="instant">In seconds, as known at a position.</param>
    public int PersonOf(int identity, in ScanWindow instant)
    {
        if (identity >= entries.Count)
            return Nobody;
        ref var entry = ref entries[identity];
        var person = Volatile.Read(ref entry.Person);
        if (person < 0)
            return person;
        return entry.Position > instant.KnownAt || entry.From == instant.First ? Unsure : entry.From < instant.First ? person : Nobody;
    }

    private ref Entry At(int identity)
    {
        while (entries.Count <= identity)
            entries.Add(new Entry { Person = Nobody });
        return ref entries[identity];
    }

    private struct Entry
    {
        public int Person;
        public int Position;
        public int From;
    }
}
