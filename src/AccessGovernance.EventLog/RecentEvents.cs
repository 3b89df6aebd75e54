namespace AccessGovernance.EventLog;

/// <summary>
/// The newest committed events in memory, at most <see cref="MaxEvents"/> and <see cref="MaxBytes"/>: who follows live does not read from
/// the store what was just written to it. Holds nothing that is not in the store. Thread-safe.
/// </summary>
internal sealed class RecentEvents
{
    public const int MaxEvents = 2_048;
    public const long MaxBytes = 8 * 1024 * 1024;

    private readonly Lock gate = new();
    private readonly RecordedEvent?[] ring = new RecordedEvent?[MaxEvents];
    private long first = 1;
    private long next = 1;
    private long bytes;

    /// <summary>Adds what was committed. What does not follow on what is here replaces it.</summary>
    public void Add(IReadOnlyList<RecordedEvent> committed)
    {
        lock (gate)
        {
            foreach (var e in committed)
            {
                if (e.Position != next)
                    Forget(e.Position);
                if (next - first == MaxEvents)
                    DropFirst();
                ring[next++ % MaxEvents] = e;
                bytes += SizeOf(e);
                while (bytes > MaxBytes && first < next)
                    DropFirst();
            }
        }
    }

    /// <summary>
    /// A page of whole batches after a position up to another one, which is published; null when the store has to be asked.
    /// </summary>
    public List<RecordedEvent>? After(long position, long upTo)
    {
        lock (gate)
        {
            if (position + 1 < first || upTo >= next || position >= upTo)
                return null;
            var page = new List<RecordedEvent>((int)Math.Min(upTo - position, LogLimits.PageSize));
            do
                page.Add(ring[++position % MaxEvents]!);
            while (position < upTo && (page.Count < LogLimits.PageSize || !page[^1].EndsBatch));
            return page;
        }
    }

    /// <summary>The event at a position, null when the store has to be asked.</summary>
    public RecordedEvent? At(long position)
    {
        lock (gate)
            return position >= first && position < next ? ring[position % MaxEvents] : null;
    }

    private void Forget(long position)
    {
        Array.Clear(ring);
        (first, next, bytes) = (position, position, 0);
    }

    private void DropFirst()
    {
        ref var dropped = ref ring[first++ % MaxEvents];
        bytes -= SizeOf(dropped!);
        dropped = null;
    }

    private static int SizeOf(RecordedEvent e) => e.Body.Length + e.OriginBytes.Length;
}
