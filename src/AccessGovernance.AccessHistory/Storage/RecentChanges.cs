namespace AccessGovernance.AccessHistory.Storage;

/// <summary>
/// The last changes of rows, so that a reader can tell which rows may have changed under its scan or after the position it reads at. One
/// writer, which notes a change before it makes it.
/// </summary>
internal sealed class RecentChanges
{
    public const int Kept = 1 << 15;

    private readonly Change[] ring = new Change[Kept];
    private long head;

    /// <summary>Position up to which changes may have been forgotten.</summary>
    private long forgotten;

    /// <summary>Changes noted so far.</summary>
    public long Head => Volatile.Read(ref head);

    /// <summary>Whether all changes after a position are still known.</summary>
    public bool Remembers(long position) => Volatile.Read(ref forgotten) <= position;

    public void Note(long position, int row, int owner)
    {
        ref var place = ref ring[head & (Kept - 1)];
        if (head >= Kept)
            Volatile.Write(ref forgotten, place.Position);
        place = new Change((int)position, row, owner);
        Volatile.Write(ref head, head + 1);
        Volatile.WriteBarrier();
    }

    /// <summary>Adds rows of an owner that changed after a position, or since a head; false when some of them may be forgotten.</summary>
    public bool TryCollect(int owner, long after, long since, RowBuffer into)
    {
        Volatile.ReadBarrier();
        var now = Head;
        for (var at = now - 1; at >= 0 && at >= now - Kept; at--)
        {
            var change = ring[at & (Kept - 1)];
            if (change.Position <= after && at < since)
                break;
            if (change.Owner == owner && !into.Span.Contains(change.Row))
                into.Add(change.Row);
        }
        Volatile.ReadBarrier();
        return Head - Math.Min(since, now) < Kept && Remembers(after);
    }

    private readonly record struct Change(int Position, int Row, int Owner);
}
