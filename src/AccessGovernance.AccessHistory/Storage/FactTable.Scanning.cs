namespace AccessGovernance.AccessHistory.Storage;

internal sealed partial class FactTable
{
    /// <summary>
    /// Finds rows of an owner that hold somewhere in a period as known at a position: 8 rows at a time, over the columns of what is known
    /// now; past knowledge also looks at where a row changed. Rows in question (the very second of a bound, a longer story, a change after
    /// the position) are doubtful. A row cut by a termination counts as such, one that was uncut by its own validity.
    /// </summary>
    public void Scan(Extents list, int owner, in ScanWindow window, in FoundRows found)
    {
        var since = recent.Head;
        var known = CountKnown(list, window.KnownAt);
        var past = !recent.Remembers(window.KnownAt);
        ScanExtents(list, known, past ? window : window with { KnownAt = int.MaxValue }, found);
        using var changed = RowBuffer.Rent();
        if (!recent.TryCollect(owner, past ? long.MaxValue : window.KnownAt, past ? since : long.MaxValue, changed))
            CollectAll(list, known, changed, found);
        foreach (var row in changed.Span)
        {
            if (OpenedAt(row) > window.KnownAt)
                continue;
            found.Sure.Remove(row);
            found.Doubtful.Remove(row);
            found.Doubtful.Add(row);
        }
    }

    // The writer overtook the scan by more changes than are remembered: every row is looked at.
    private static void CollectAll(Extents list, int known, RowBuffer into, in FoundRows found)
    {
        found.Clear();
        into.Clear();
        for (var place = 0; place < known; place++)
            into.Add(list[place]);
    }

    // Rows stand in the order of recording: those that are known come first.
    private int CountKnown(Extents list, long position)
    {
        int low = 0, high = list.Count;
        if (high == 0 || OpenedAt(list[high - 1]) <= position)
            return high;
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (OpenedAt(list[middle]) > position)
                high = middle;
            else
                low = middle + 1;
        }
        return high;
    }

    private void ScanExtents(Extents list, int count, in ScanWindow window, in FoundRows found)
    {
        for (int extent = 0, place = 0; place < count; extent++)
        {
            var size = Extents.SizeOf(extent);
            var row = list.StartOf(extent);
            ScanExtent(row, Math.Min(size, count - place), window, found);
            place += size;
        }
    }

    private void ScanExtent(int row, int count, in ScanWindow window, in FoundRows found)
    {
        var (chunk, place) = (ChunkOf(row), row & FactChunk.Mask);
        for (var end = place + count; place < end;)
        {
            var rows = Math.Min(end, (place | (FactChunk.ZoneSize - 1)) + 1) - place;
            ref var zone = ref chunk.Zones[place >> FactChunk.ZoneShift];
            var misses = zone.LatestEnd < window.First | zone.LeastStart > window.Last;
            Volatile.ReadBarrier();
            var part = new FactScan(chunk, row & ~FactChunk.Mask, place, rows);
            if (zone.LastChange > window.KnownAt)
                part.ByPast(window, found);
            else if (!misses)
                part.ByNow(window, found);
            place += rows;
        }
    }
}
