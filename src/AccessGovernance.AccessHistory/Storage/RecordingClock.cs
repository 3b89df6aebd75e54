using AccessGovernance.AccessHistory.Checkpoints;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>
/// The recording time of every position (the running maximum of the stamps) and which positions end a batch. One writer, readers up to a
/// published position.
/// </summary>
internal sealed class RecordingClock
{
    // Time and "ends its batch" in one number, which takes two to three bytes for a position.
    private readonly PackedColumn words = new();
    private long latest = Instant.Earliest.Milliseconds;

    public long Bytes => words.Bytes;

    public void Append(Instant stamp, bool endsBatch)
    {
        latest = Math.Max(latest, stamp.Milliseconds);
        words.Add((latest << 1) | (endsBatch ? 1L : 0L));
    }

    /// <summary>Recording time of a position; of position 0, earlier than everything.</summary>
    public Instant TimeAt(long position) => new(position == 0 ? long.MinValue : Word(position) >> 1);

    /// <summary>The position itself if it ends a batch, else the end of the batch before; 0 before the first batch.</summary>
    public long BatchEndUpTo(long position)
    {
        while (position > 0 && (Word(position) & 1) == 0)
            position--;
        return position;
    }

    /// <summary>The end of the batch that holds a position of a published batch.</summary>
    public long BatchEndOf(long position)
    {
        while ((Word(position) & 1) == 0)
            position++;
        return position;
    }

    /// <summary>The last batch end up to <paramref name="read"/> that is recorded by <paramref name="time"/>; 0 for none.</summary>
    public long KnownAt(long time, long read)
    {
        long low = 0, high = read;
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            if (Word(middle) >> 1 <= time)
                low = middle;
            else
                high = middle - 1;
        }
        return BatchEndUpTo(low);
    }

    private long Word(long position) => words[checked((int)(position - 1))];

    public void Save(PageWriter to)
    {
        to.Long(latest);
        words.Save(to);
    }

    public void Load(PageReader from)
    {
        latest = from.Long();
        words.Load(from);
    }
}
