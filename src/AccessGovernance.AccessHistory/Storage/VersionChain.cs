using AccessGovernance.AccessHistory.Checkpoints;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>
/// All versions of links, the newest first; nothing is overwritten. One writer, any number of readers.
/// </summary>
internal sealed class VersionChain
{
    /// <summary>What comes before the first version.</summary>
    public const int None = -1;

    private const int UntilShift = 10;
    private const int ChangeShift = 20;
    private const int RemainderMask = (1 << UntilShift) - 1;
    private const int ImportedBit = 1 << 24;
    private const int WideBit = 1 << 25;

    private readonly Column<Link> links = new();
    private readonly Column<(long From, long Until)> wide = new();

    public long Bytes => links.Bytes + wide.Bytes;

    /// <summary>Adds a version before which <paramref name="previous"/> counted; answers its place.</summary>
    public int Add(in FactVersion version, int previous)
    {
        var bits = ((int)version.Change << ChangeShift) | (version.Imported ? ImportedBit : 0);
        var link = new Link { Position = (int)version.Position, Previous = previous };
        if (Tick.IsExact(version.From) && Tick.IsExact(version.Until))
        {
            (link.Start, link.End) = (Tick.Of(version.From), Tick.Of(version.Until));
            bits |= Tick.RemainderOf(version.From) | (Tick.RemainderOf(version.Until) << UntilShift);
        }
        else
        {
            link.Start = wide.Add((version.From, version.Until));
            bits |= WideBit;
        }
        link.Bits = bits;
        return links.Add(link);
    }

    /// <summary>The last version that is seen; false when the fact itself is not known yet.</summary>
    public bool TrySee(int newest, in Visibility seen, out FactVersion version)
    {
        var found = false;
        version = default;
        for (var at = newest; at != None; at = links[at].Previous)
        {
            var link = links[at];
            if (!seen.Sees(link.Position, (link.Bits & ImportedBit) != 0))
            {
                // Whoever does not know that it was opened knows nothing of it.
                if (link.Previous == None)
                    return false;
                continue;
            }
            if (!found)
                version = Read(link);
            found = true;
            if (seen.IsOurs)
                return true;
        }
        return found;
    }

    /// <summary>All versions from a place on, the newest first.</summary>
    public IEnumerable<FactVersion> From(int newest)
    {
        for (var at = newest; at != None; at = links[at].Previous)
            yield return Read(links[at]);
    }

    public void Save(PageWriter to)
    {
        links.Save(to);
        wide.Save(to);
    }

    public void Load(PageReader from)
    {
        links.Load(from);
        wide.Load(from);
    }

    private FactVersion Read(in Link link)
    {
        var version = new FactVersion
        {
            Position = link.Position,
            Change = (FactChange)((link.Bits >> ChangeShift) & 7),
            Imported = (link.Bits & ImportedBit) != 0,
        };
        if ((link.Bits & WideBit) != 0)
        {
            (version.From, version.Until) = wide[link.Start];
            return version;
        }
        version.From = Tick.ToMilliseconds(link.Start, link.Bits & RemainderMask);
        version.Until = Tick.ToMilliseconds(link.End, (link.Bits >> UntilShift) & RemainderMask);
        return version;
    }

    private struct Link
    {
        public int Start;
        public int End;
        public int Bits;
        public int Position;
        public int Previous;
    }
}
