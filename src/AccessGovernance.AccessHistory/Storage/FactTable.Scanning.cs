namespace AccessGovernance.AccessHistory.Storage;

internal sealed partial class FactTable
{
    /// <summary>
    /// Finds rows of an owner that hold somewhere in a period as known at a position. Zones in which nothing happened since are scanned by
    /// what is known now; the others also by where a row changed. Rows in question (the very second of a bound, a longer story) are
    /// doubtful. A row cut by a termination counts as such; a hidden one is found only where it may have been hidden since.
    /// </summary>
    public void Scan(Extents list, in ScanWindow window, in FoundRows found)
    {
        var known = CountKnown(list, window.KnownAt);
        for (int extent = 0, place = 0; place < known; extent++)
        {
            var (row, size) = (list.StartOf(extent), Extents.SizeOf(extent));
            ScanExtent(row, Math.Min(size, known - place), window, found);
            place += size;
        }
    }

    /// <summary>Whether one row may hold somewhere in a period as known at a position; false only if it does not.</summary>
    public bool MayHold(int row, in ScanWindow window)
    {
        var (chunk, place) = (ChunkOf(row), row & FactChunk.Mask);
        var (start, end) = (chunk.Start[place], chunk.End[place]);
        // The writer says that a row changes before it changes it.
        Volatile.ReadBarrier();
        var changed = chunk.Changed[place];
        if (changed > window.KnownAt)
            return start <= window.Last;
        if (changed < 0 && (end == Tick.Never || stories.PositionOf(~changed) > window.KnownAt))
            return true;
        return start <= window.Last && end >= window.First;
    }

    /// <summary>Subjects of rows that follow each other closely.</summary>
    public void SubjectsOf(ReadOnlySpan<int> rows, RowBuffer into)
    {
        var free = into.Free(rows.Length);
        var all = Volatile.Read(ref chunks);
        for (var i = 0; i < rows.Length; i++)
            free[i] = all[rows[i] >> FactChunk.Shift].Subject[rows[i] & FactChunk.Mask];
        into.Advance(rows.Length);
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

    private void ScanExtent(int row, int count, in ScanWindow window, in FoundRows found)
    {
        var (chunk, place) = (ChunkOf(row), row & FactChunk.Mask);
        for (var end = place + count; place < end;)
        {
            var rows = Math.Min(end, (place | (FactChunk.ZoneSize - 1)) + 1) - place;
            ref var zone = ref chunk.Zones[place >> FactChunk.ZoneShift];
            var misses = zone.Misses(window);
            Volatile.ReadBarrier();
            var quiet = Volatile.Read(ref zone.LastChange) <= window.KnownAt;
            // What began, in whatever state of knowledge, began no earlier.
            if (quiet ? !misses : zone.LeastStart <= window.Last)
                ScanRows(new FactScan(chunk, row & ~FactChunk.Mask, place, rows), quiet, window, found);
            place += rows;
        }
    }

    private void ScanRows(in FactScan rows, bool quiet, in ScanWindow window, in FoundRows found)
    {
        var (sure, doubtful) = (found.Sure.Count, found.Doubtful.Count);
        if (quiet)
            rows.ByNow(window, found);
        Volatile.ReadBarrier();
        if (quiet && rows.IsQuiet(window))
            return;
        // Something happened since, or meanwhile.
        found.Sure.Truncate(sure);
        found.Doubtful.Truncate(doubtful);
        var past = PastOf(window);
        rows.ByPast(past, found);
        JudgeUntold(found.Doubtful, doubtful, past, found.Sure);
    }

    // What the columns do not say is found in the story; where that says enough, nothing is left in doubt.
    private int JudgeUntold(RowBuffer doubtful, int from, in ScanWindow window, RowBuffer? sure)
    {
        var (kept, count) = (from, 0);
        var span = doubtful.Span;
        if (LatestStory(span[from..], window) <= window.KnownAt)
            return 0;
        for (var i = from; i < span.Length; i++)
        {
            switch (JudgeUntold(span[i], window))
            {
                case null: span[kept++] = span[i]; break;
                case true: sure?.Add(span[i]); count++; break;
            }
        }
        doubtful.Truncate(kept);
        return count;
    }

    // Stories lie anywhere in memory: asked for side by side, all of them are waited for once.
    private int LatestStory(ReadOnlySpan<int> rows, in ScanWindow window)
    {
        var latest = 0;
        foreach (var row in rows)
        {
            var changed = ChunkOf(row).Changed[row & FactChunk.Mask];
            if (changed < window.Untold)
                latest = Math.Max(latest, stories.PositionOf(~changed));
        }
        return latest;
    }

    // Null: to be judged by whoever knows more. What is hidden now is counted elsewhere.
    private bool? JudgeUntold(int row, in ScanWindow window)
    {
        var (chunk, place) = (ChunkOf(row), row & FactChunk.Mask);
        var changed = Volatile.Read(ref chunk.Changed[place]);
        if (changed >= window.Untold)
            return null;
        var hidden = chunk.End[place] == Tick.Never;
        FactVersion version = default;
        var shown = stories.WasShown(~changed, window.KnownAt, ref version);
        var (start, end) = (Tick.Of(version.From), Tick.Of(version.Until));
        if (start > window.Last || end < window.First)
            return false;
        return shown && !hidden && start < window.Last && end > window.First ? true : null;
    }

    private ScanWindow PastOf(in ScanWindow window)
    {
        var known = Volatile.Read(ref lastPast);
        if (known is null || known.Position != window.KnownAt)
            Volatile.Write(ref lastPast, known = new PastStories(window.KnownAt, -stories.CountUpTo(window.KnownAt)));
        return window with { Untold = known.Untold };
    }

    /// <summary>Where the stories went on after a position that was asked about.</summary>
    private sealed record PastStories(int Position, int Untold);
}
