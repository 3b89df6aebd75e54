namespace AccessGovernance.EventLog.EventStoreDb;

/// <summary>
/// Which place in the server's log each position has, 8 bytes for each. Positions are the places of our events counted from 1, so every node
/// that reads the same store counts the same. One writer; readers see what was counted before their call.
/// </summary>
internal sealed class StorePositions
{
    private const int ChunkSize = 1 << 16;

    private long[][] chunks = [];
    private long count;

    /// <summary>The last position; 0 when there is none.</summary>
    public long Count => Volatile.Read(ref count);

    /// <summary>Counts the next event.</summary>
    public void Add(long commit)
    {
        var at = count;
        if (at % ChunkSize == 0)
            Volatile.Write(ref chunks, [.. chunks, new long[ChunkSize]]);
        chunks[^1][at % ChunkSize] = commit;
        Volatile.Write(ref count, at + 1);
    }

    /// <summary>The place of a position that was counted.</summary>
    public long CommitAt(long position)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(position >= 1 && position <= Count, true);
        return Volatile.Read(ref chunks)[(position - 1) / ChunkSize][(position - 1) % ChunkSize];
    }

    /// <summary>The position of a place, null for a place that was not counted.</summary>
    public long? PositionAt(long commit)
    {
        long low = 1, high = Count;
        while (low <= high)
        {
            var middle = low + ((high - low) / 2);
            var found = CommitAt(middle);
            if (found == commit)
                return middle;
            (low, high) = found < commit ? (middle + 1, high) : (low, middle - 1);
        }
        return null;
    }
}
