using AccessGovernance.AccessHistory.Checkpoints;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>
/// The recording time of every position (the running maximum of the stamps) and which positions end a batch. One writer, readers up to a
/// published position.
/// </summary>
internal sealed class RecordingClock
{
    // Positions that follow each other often have one time: it is kept once, for the first of them.
    private readonly RankedBits begins = new();
    private readonly PackedColumn times = new();
    private readonly RankedBits ends = new();
    private long latest = Instant.Earliest.Milliseconds;

    public long Bytes => begins.Bytes + times.Bytes + ends.Bytes;

    public void Append(Instant stamp, bool endsBatch)
    {
        var begun = stamp.Milliseconds > latest || times.Count == 0;
        if (begun)
            times.Add(latest = Math.Max(latest, stamp.Milliseconds));
        begins.Add(begun);
        ends.Add(endsBatch);
    }

    /// <summary>Recording time of a position; of position 0, earlier than everything.</summary>
    public Instant TimeAt(long position) => new(position == 0 ? long.MinValue : times[begins.CountUpTo(Index(position)) - 1]);

    /// <summary>The position itself if it ends a batch, else the end of the batch before; 0 before the first batch.</summary>
    public long BatchEndUpTo(long position)
    {
        if (position == 0 || ends[Index(position)])
            return position;
        var ended = ends.CountUpTo(Index(position));
        return ended == 0 ? 0 : ends.IndexAfter(ended - 1) + 1L;
    }

    /// <summary>The end of the batch that holds a position of a published batch.</summary>
    public long BatchEndOf(long position) =>
        ends[Index(position)] ? position : ends.IndexAfter(ends.CountUpTo(Index(position))) + 1L;

    /// <summary>The last batch end up to <paramref name="read"/> that is recorded by <paramref name="time"/>; 0 for none.</summary>
    public long KnownAt(long time, long read)
    {
        var all = read == 0 ? 0 : begins.CountUpTo(Index(read));
        int low = 0, high = all;
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (times[middle] <= time)
                low = middle + 1;
            else
                high = middle;
        }
        // The first position of the next time comes after all that are known: its index is how many these are.
        return BatchEndUpTo(low == all ? read : begins.IndexAfter(low));
    }

    private static int Index(long position) => checked((int)(position - 1));

    public void Save(PageWriter to)
    {
        to.Long(latest);
        begins.Save(to);
        times.Save(to);
        ends.Save(to);
    }

    public void Load(PageReader from)
    {
        latest = from.Long();
        begins.Load(from);
        times.Load(from);
        ends.Load(from);
    }
}
