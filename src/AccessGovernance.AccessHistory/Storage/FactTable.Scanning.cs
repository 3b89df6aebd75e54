namespace AccessGovernance.AccessHistory.Storage;

internal sealed partial class FactTable
{
    /// <summary>So many extents ahead memory is asked for.</summary>
    private const int Ahead = 8;

    /// <summary>
    /// Finds rows of an owner that hold somewhere in a period as known at a position. Rows in question (the very second of a bound, a longer
    /// story) are doubtful. A row cut by a termination counts as such; a hidden one is found only where it may have been hidden since.
    /// </summary>
    public void Scan(Extents list, in ScanWindow window, in FoundRows found)
    {
        var known = CountKnown(list, window.KnownAt);
        var (past, doubtful) = (PastOf(window), found.Doubtful.Count);
        var (lanes, all) = (new LaneMatch(past), Volatile.Read(ref chunks));
        for (int extent = 0, place = 0; place < known; extent++)
        {
            var (row, size) = (list.StartOf(extent), Extents.SizeOf(extent));
            // It may be newer than what is known, and lie where nothing was when the scan began.
            if (list.Expected(extent + Ahead) is var soon && soon >> FactChunk.Shift < all.Length)
                all[soon >> FactChunk.Shift].Expect(soon & FactChunk.Mask);
            ScanExtent(all[row >> FactChunk.Shift], row, Math.Min(size, known - place), lanes, past, found);
            place += size;
        }
        JudgeUntold(doubtful, past, found);
    }

    /// <summary>Whether one row may hold somewhere in a period as known at a position; false only if it does not.</summary>
    public bool MayHold(int row, in ScanWindow window)
    {
        var (chunk, place) = (ChunkOf(row), row & FactChunk.Mask);
        var (start, end) = (chunk.Start(place), chunk.End(place));
        // The writer says that a row changes before it changes it.
        Volatile.ReadBarrier();
        var changed = chunk.Changed(place);
        if (changed > window.KnownAt)
            return start <= window.Last;
        if (changed < 0 && (end == Tick.Never || stories.PositionOf(~changed) > window.KnownAt))
            return true;
        return start <= window.Last && end >= window.First;
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

    private static void ScanExtent(FactChunk chunk, int row, int count, in LaneMatch lanes, in ScanWindow window, in FoundRows found)
    {
        for (var end = row + count; row < end;)
        {
            var rows = Math.Min(end, (row | (FactChunk.ZoneSize - 1)) + 1) - row;
            // A short run is sooner looked at than its zone, which lies elsewhere.
            if (rows < FactChunk.ZoneSize || !chunk.Zones[(row & FactChunk.Mask) >> FactChunk.ZoneShift].IsPassedOver(window))
                lanes.Find(chunk, row, rows, found);
            row += rows;
        }
    }

    // What the columns do not say is found in the story; where that says enough, nothing is left in doubt.
    private void JudgeUntold(int from, in ScanWindow window, in FoundRows found)
    {
        var kept = from;
        var span = found.Doubtful.Span;
        if (LatestStory(span[from..], window) <= window.KnownAt)
            return;
        for (var i = from; i < span.Length; i++)
        {
            switch (JudgeUntold(span[i], window))
            {
                case null: span[kept++] = span[i]; break;
                case true: found.Sure.Add(found.AsSubjects ? SubjectOf(span[i]) : span[i]); break;
            }
        }
        found.Doubtful.Truncate(kept);
    }

    // Stories lie anywhere in memory: asked for side by side, all of them are waited for once.
    private int LatestStory(ReadOnlySpan<int> rows, in ScanWindow window)
    {
        var latest = 0;
        foreach (var row in rows)
        {
            var changed = ChunkOf(row).Changed(row & FactChunk.Mask);
            if (changed < window.Untold)
                latest = Math.Max(latest, stories.PositionOf(~changed));
        }
        return latest;
    }

    // Null: to be judged by whoever knows more. What is hidden now is counted elsewhere.
    private bool? JudgeUntold(int row, in ScanWindow window)
    {
        var (chunk, place) = (ChunkOf(row), row & FactChunk.Mask);
        var changed = Volatile.Read(ref chunk.Changed(place));
        if (changed >= window.Untold)
            return null;
        var hidden = chunk.End(place) == Tick.Never;
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
