namespace AccessGovernance.EventLog.Sqlite;

// Short reads in both directions, for readers who take a part at a time. Each sees the head at the time of its call.
public sealed partial class SqliteEventLog
{
    /// <summary>
    /// Events after a position in log order: none at the head, else at least one. May end inside a batch, and may be more than asked for when
    /// they are in memory anyway, at most a page.
    /// </summary>
    /// <exception cref="DamagedLogException">A stored event does not match its checksum, or is missing.</exception>
    public async ValueTask<IReadOnlyList<RecordedEvent>> SliceAfter(long position, int most, CancellationToken cancellation)
    {
        CheckSlice(position, most);
        var upTo = Head.Position;
        if (position >= upTo)
            return [];
        return writer.Recent.After(position, upTo) ?? await readers.Read(r => r.ReadSome(position, upTo, most), cancellation);
    }

    /// <summary>At most <paramref name="most"/> events before a position, the newest first.</summary>
    /// <exception cref="DamagedLogException">As above.</exception>
    public async ValueTask<IReadOnlyList<RecordedEvent>> SliceBefore(long position, int most, CancellationToken cancellation)
    {
        CheckSlice(position, most);
        var from = Math.Min(position - 1, Head.Position);
        return from < 1 ? [] : await readers.Read(r => r.ReadBackwards(from, most), cancellation);
    }

    /// <summary>At most <paramref name="most"/> events of a stream from a revision up.</summary>
    /// <exception cref="DamagedLogException">As above.</exception>
    public async ValueTask<IReadOnlyList<RecordedEvent>> StreamSliceFrom(string stream, long revision, int most, CancellationToken cancellation)
    {
        CheckSlice(revision, most);
        var upTo = Head.Position;
        return (await readers.Read(r => r.ReadStream(stream, revision, upTo, most), cancellation)).Events;
    }

    /// <summary>At most <paramref name="most"/> events of a stream from a revision down, the newest first.</summary>
    /// <exception cref="DamagedLogException">As above.</exception>
    public async ValueTask<IReadOnlyList<RecordedEvent>> StreamSliceDownFrom(
        string stream, long revision, int most, CancellationToken cancellation)
    {
        CheckSlice(revision, most);
        var upTo = Head.Position;
        return await readers.Read(r => r.ReadStreamBackwards(stream, revision, upTo, most), cancellation);
    }

    private static void CheckSlice(long from, int most)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
    }
}
