using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Storage;

internal sealed partial class FactTable
{
    /// <summary>From so many chunks on, of 4,096 rows each, several cores count side by side; at most so many.</summary>
    private const int ManyChunks = 64;
    private const int MaxParts = 4;

    /// <summary>
    /// Counts the facts of all owners that hold somewhere in a period as known at a position; those in question are left to the caller, with
    /// none that were hidden by then. Rows whose story went on are counted from the stories, in whose order they lie together in memory.
    /// </summary>
    /// <param name="published">A published position, not before the one that is known.</param>
    public long CountSure(Period during, long knownAt, long published, RowBuffer doubtful)
    {
        var window = PastOf(ScanWindow.Of(during, knownAt));
        // What is added to the stories from now on, or was added and does not show yet, is looked at row by row.
        var told = stories.CountUpTo(published);
        var past = new PastCount(window, told);
        var all = Volatile.Read(ref chunks);
        var sure = all.Length < ManyChunks
            ? CountChunks(all, (0, all.Length), past, window, doubtful)
            : CountSideBySide(all, past, window, doubtful);
        return sure + stories.CountHeld(window, told, during, doubtful);
    }

    // Memory is what a count of millions waits for, and more than one core waits for more of it.
    private long CountSideBySide(FactChunk[] all, PastCount past, ScanWindow window, RowBuffer doubtful)
    {
        var (sure, parts) = (0L, Math.Min(Environment.ProcessorCount, MaxParts));
        Parallel.For(0, parts, part =>
        {
            using var own = RowBuffer.Rent();
            var counted = CountChunks(all, (all.Length * part / parts, all.Length * (part + 1) / parts), past, window, own);
            lock (doubtful)
            {
                sure += counted;
                doubtful.AddAll(own.Span);
            }
        });
        return sure;
    }

    private long CountChunks(FactChunk[] all, (int From, int To) part, in PastCount past, in ScanWindow window, RowBuffer doubtful)
    {
        var sure = 0L;
        for (var i = part.From; i < part.To; i++)
        {
            for (var zone = 0; zone < all[i].Zones.Length; zone++)
            {
                var place = new ZonePlace(all[i], i << FactChunk.Shift, zone);
                if (TryCountQuiet(place, window, doubtful) is >= 0 and var quiet)
                    sure += quiet;
                // What held, in whatever state of knowledge, began no later.
                else if (all[i].Zones[zone].LeastStart <= window.Last)
                    sure += CountPast(place, past, window, doubtful);
            }
        }
        return sure;
    }

    // Less than 0: something happened since, or meanwhile.
    private static int TryCountQuiet(in ZonePlace place, in ScanWindow window, RowBuffer doubtful)
    {
        var rows = new FactScan(place);
        var misses = place.Chunk.Zones[place.Zone].Misses(window);
        Volatile.ReadBarrier();
        if (!rows.IsQuiet(window))
            return -1;
        var before = doubtful.Count;
        var sure = misses ? 0 : rows.CountByNow(window, doubtful);
        Volatile.ReadBarrier();
        if (rows.IsQuiet(window))
            return sure;
        doubtful.Truncate(before);
        return -1;
    }

    private int CountPast(in ZonePlace place, in PastCount past, in ScanWindow window, RowBuffer doubtful)
    {
        var before = doubtful.Count;
        var sure = past.Count(place, doubtful, out var newlyTold);
        if (newlyTold)
            LeaveToStories(doubtful, before, past.Told, window.KnownAt);
        return sure;
    }

    // Of rows whose stories went on meanwhile, those are counted there that had one to be counted before.
    private void LeaveToStories(RowBuffer doubtful, int from, int told, int knownAt)
    {
        var kept = from;
        var span = doubtful.Span;
        for (var i = from; i < span.Length; i++)
        {
            var changed = Volatile.Read(ref ChunkOf(span[i]).Changed(span[i] & FactChunk.Mask));
            if (changed >= 0 || !stories.IsCountedBefore(~changed, told, knownAt))
                span[kept++] = span[i];
        }
        doubtful.Truncate(kept);
    }
}
