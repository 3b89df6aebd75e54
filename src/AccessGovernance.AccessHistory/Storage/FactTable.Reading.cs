namespace AccessGovernance.AccessHistory.Storage;

internal sealed partial class FactTable
{
    /// <summary>The last version that is seen, uncut; false when the fact itself is not known yet.</summary>
    public bool TrySee(int row, in Visibility seen, out FactVersion version)
    {
        var (chunk, place) = (ChunkOf(row), row & FactChunk.Mask);
        int changed, start, end, bits;
        do
        {
            changed = Volatile.Read(ref chunk.Changed[place]);
            if (changed < 0)
                return versions.TrySee(~changed, seen, out version);
            (start, end, bits) = (chunk.Start[place], chunk.End[place], chunk.BitsOf(place));
            Volatile.ReadBarrier();
        }
        // What stands in a row belongs to its last change, unless the writer is at it.
        while (chunk.Changed[place] != changed);

        var opened = OpenedIn(chunk, place, bits);
        version = opened;
        if (!seen.Sees(opened.Mark))
            return false;
        version.From = Tick.ToMilliseconds(start, bits & FactChunk.RemainderMask);
        var cut = (bits & FactChunk.Cut) != 0;
        if (changed == 0)
            version.Until = UntilOf(end, bits);
        else if (!cut && seen.Sees(changed, (bits & FactChunk.ChangedByImport) != 0))
            EndAt(ref version, changed, end, bits);
        else
            version.Until = long.MaxValue;
        return true;
    }

    /// <summary>Every version, the newest first.</summary>
    public IEnumerable<FactVersion> VersionsOf(int row)
    {
        var changed = Volatile.Read(ref ChunkOf(row).Changed[row & FactChunk.Mask]);
        if (changed < 0)
        {
            foreach (var version in versions.From(~changed))
                yield return version;
            yield break;
        }
        var all = Visibility.Ours(long.MaxValue);
        if (!TrySee(row, all, out var newest))
            yield break;
        yield return newest;
        if (newest.Change == FactChange.Opened)
            yield break;
        var opened = OpenedIn(ChunkOf(row), row & FactChunk.Mask, ChunkOf(row).BitsOf(row & FactChunk.Mask));
        (opened.From, opened.Until) = (newest.From, long.MaxValue);
        yield return opened;
    }

    private static FactVersion OpenedIn(FactChunk chunk, int place, int bits) => new()
    {
        Position = chunk.Opened[place],
        Change = FactChange.Opened,
        Imported = (bits & FactChunk.OpenedByImport) != 0,
    };

    private static void EndAt(ref FactVersion version, int changed, int end, int bits)
    {
        version.Position = changed;
        version.Change = FactChange.Ended;
        version.Imported = (bits & FactChunk.ChangedByImport) != 0;
        version.Until = UntilOf(end, bits);
    }

    private static long UntilOf(int end, int bits) => Tick.ToMilliseconds(end, (bits >> FactChunk.UntilShift) & FactChunk.RemainderMask);
}
