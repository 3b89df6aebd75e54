using AccessGovernance.AccessHistory.Checkpoints;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>One link of an identity to a person.</summary>
internal struct LinkFact
{
    public Guid Id;

    /// <summary>Ordinal of the identity.</summary>
    public int Subject;

    /// <summary>Ordinal of the person.</summary>
    public int Object;

    public LinkRole Role;

    /// <summary>Place of the newest version.</summary>
    public int Newest;

    /// <summary>The link of the same person that was recorded before, or <see cref="LinkTable.None"/>.</summary>
    public int PreviousOfPerson;
}

/// <summary>Links with all their versions; nothing is overwritten. One writer, any number of readers.</summary>
internal sealed class LinkTable
{
    /// <summary>No link.</summary>
    public const int None = -1;

    private readonly Column<LinkFact> links = new();
    private readonly VersionChain versions = new();

    public int Count => links.Count;

    public long Bytes => links.Bytes + versions.Bytes;

    public ref readonly LinkFact this[int ordinal] => ref links[ordinal];

    /// <summary>Records a new link and answers its ordinal.</summary>
    public int Open(LinkFact link, Period validity, in Mark mark)
    {
        link.Newest = versions.Add(VersionOf(FactChange.Opened, validity, mark), VersionChain.None);
        return links.Add(link);
    }

    /// <summary>Records the end of one of some links; answers false when none has that id.</summary>
    public bool TryEnd(ReadOnlySpan<int> among, Guid id, Instant until, in Mark mark)
    {
        var ordinal = Find(among, id);
        if (ordinal < 0)
            return false;
        ref var link = ref links[ordinal];
        _ = TrySee(ordinal, Visibility.Ours(long.MaxValue), out var newest);
        var period = newest.Validity with { Until = until };
        Volatile.Write(ref link.Newest, versions.Add(VersionOf(FactChange.Ended, period, mark), link.Newest));
        return true;
    }

    public int Find(ReadOnlySpan<int> among, Guid id)
    {
        foreach (var ordinal in among)
        {
            if (links[ordinal].Id == id)
                return ordinal;
        }
        return -1;
    }

    /// <summary>The last version that is seen; false when the link itself is not known yet.</summary>
    public bool TrySee(int ordinal, in Visibility seen, out FactVersion version) =>
        versions.TrySee(Volatile.Read(ref links[ordinal].Newest), seen, out version);

    /// <summary>Every version, the newest first.</summary>
    public IEnumerable<FactVersion> VersionsOf(int ordinal) => versions.From(Volatile.Read(ref links[ordinal].Newest));

    public void Save(PageWriter to)
    {
        links.Save(to);
        versions.Save(to);
    }

    public void Load(PageReader from)
    {
        links.Load(from);
        versions.Load(from);
    }

    private static FactVersion VersionOf(FactChange change, Period validity, in Mark mark) => new()
    {
        Position = mark.Position,
        From = validity.From.Milliseconds,
        Until = validity.Until.Milliseconds,
        Change = change,
        Imported = mark.Imported,
    };
}
