using AccessGovernance.Domain;
using AccessGovernance.Domain.Imports;

namespace AccessGovernance.EventLog.Sqlite;

/// <param name="AtEnd">Nothing follows.</param>
internal readonly record struct EventPage(List<RecordedEvent> Events, bool AtEnd);

/// <summary>
/// Reads pages of events over one connection; for one thread at a time. Every event is checked against its checksum, and that none is
/// missing between two of them.
/// </summary>
internal sealed class SqliteReader(SqliteDatabase database, NameCache streams, NameCache types) : IDisposable
{
    /// <summary>A page ends, at the end of a batch, when it has this many bytes or <see cref="LogLimits.PageSize"/> events.</summary>
    private const int PageBytes = 4 * 1024 * 1024;

    /// <summary>Rows that one page passes over at most, to the end of a batch: nobody can interrupt the library in between.</summary>
    private const int MaxPassedOver = 200_000;

    private const string Columns =
        "position, stream, revision, type, stamp, recorded_at, batch_index, batch_count, crc, id, source_time, row, block, origin, body";

    private readonly SqliteStatement all = database.Prepare(
        $"SELECT {Columns} FROM events WHERE position > ?1 AND position <= ?2 ORDER BY position");

    private readonly SqliteStatement allBut = database.Prepare(
        $"""
        SELECT {Columns} FROM events
        WHERE position > ?1 AND position <= ?2 AND type NOT IN (SELECT id FROM types WHERE name IN (SELECT value FROM json_each(?3)))
        ORDER BY position
        """);

    private readonly SqliteStatement count = database.Prepare("SELECT count(*) FROM events WHERE position > ?1 AND position <= ?2");

    private readonly SqliteStatement batchEnd = database.Prepare("SELECT position + batch_count - 1 - batch_index FROM events WHERE position = ?1");

    private readonly SqliteStatement stream = database.Prepare(
        $"""
        SELECT {Columns} FROM events
        WHERE stream = (SELECT id FROM streams WHERE name = ?1) AND revision >= ?2 AND +position <= ?3 ORDER BY revision
        """);

    private readonly SqliteStatement allBackwards = database.Prepare(
        $"SELECT {Columns} FROM events WHERE position <= ?1 ORDER BY position DESC");

    private readonly SqliteStatement streamBackwards = database.Prepare(
        $"""
        SELECT {Columns} FROM events
        WHERE stream = (SELECT id FROM streams WHERE name = ?1) AND revision <= ?2 AND +position <= ?3 ORDER BY revision DESC
        """);

    private readonly SqliteStatement streamNames = database.Prepare("SELECT id, name FROM streams WHERE id >= ?1 ORDER BY id LIMIT ?2");
    private readonly SqliteStatement typeNames = database.Prepare("SELECT id, name FROM types WHERE id >= ?1 ORDER BY id LIMIT ?2");

    /// <summary>Events after a position up to another one, which is the end of a batch.</summary>
    public List<RecordedEvent> ReadAll(long after, long upTo)
    {
        all.Bind(1, after);
        all.Bind(2, upTo);
        var page = ReadWholeBatches(all, out var reached);
        var missing = page.FindIndex(e => e.Position != ++after);
        if (missing >= 0 || (reached is null && after < upTo))
            throw Missing(missing >= 0 ? after : after + 1);
        return page;
    }

    /// <summary>The same without those of some types, which are passed over inside the library.</summary>
    /// <param name="types">Their names, as a JSON array.</param>
    public LogPage ReadAllBut(string types, long after, long upTo)
    {
        var end = upTo - after > MaxPassedOver ? BatchEndAt(after + MaxPassedOver) : upTo;
        allBut.Bind(1, after);
        allBut.Bind(2, end);
        allBut.Bind(3, types);
        var page = ReadWholeBatches(allBut, out var reached);
        var pageEnd = reached ?? end;
        RequireNoneMissing(after, pageEnd);
        return new LogPage(page, pageEnd);
    }

    /// <summary>Events of a stream from a revision on, as far as their position is not past another one; at most so many.</summary>
    public EventPage ReadStream(string name, long fromRevision, long upTo, int most)
    {
        stream.Bind(1, name);
        stream.Bind(2, fromRevision);
        stream.Bind(3, upTo);
        var page = ReadPage(stream, most);
        if (page.Events.Find(e => e.Revision != fromRevision++) is { } after)
            throw SqliteErrors.Damaged(
                database.Path, $"revision {fromRevision - 1} of '{name}' is missing before position {after.Position}", null);
        return page;
    }

    /// <summary>At most so many events after a position up to another one; unlike <see cref="ReadAll"/> it may end inside a batch.</summary>
    public List<RecordedEvent> ReadSome(long after, long upTo, int most)
    {
        all.Bind(1, after);
        all.Bind(2, upTo);
        var (page, _) = ReadPage(all, most);
        CheckEach(page, after + 1, Math.Min(upTo - after, 1), 1);
        return page;
    }

    /// <summary>At most so many events from a position down, the newest first.</summary>
    public List<RecordedEvent> ReadBackwards(long from, int most)
    {
        allBackwards.Bind(1, from);
        var (page, _) = ReadPage(allBackwards, most);
        CheckEach(page, from, Math.Min(from, 1), -1);
        return page;
    }

    /// <summary>At most so many events of a stream from a revision down, the newest first, leaving out what is past a position.</summary>
    public List<RecordedEvent> ReadStreamBackwards(string name, long fromRevision, long upTo, int most)
    {
        streamBackwards.Bind(1, name);
        streamBackwards.Bind(2, fromRevision);
        streamBackwards.Bind(3, upTo);
        var page = ReadPage(streamBackwards, most).Events;
        if (page.Where((e, i) => e.Revision != page[0].Revision - i).FirstOrDefault() is { } before)
            throw SqliteErrors.Damaged(database.Path, $"revision {before.Revision + 1} of '{name}' is missing after position {before.Position}", null);
        return page;
    }

    public void Dispose()
    {
        all.Dispose();
        allBut.Dispose();
        count.Dispose();
        batchEnd.Dispose();
        stream.Dispose();
        allBackwards.Dispose();
        streamBackwards.Dispose();
        streamNames.Dispose();
        typeNames.Dispose();
        database.Dispose();
    }

    /// <summary>Rows until they are enough for a page, and then the rest of the last one's batch.</summary>
    /// <param name="reached">Where that batch ends; null when there were no more rows.</param>
    private List<RecordedEvent> ReadWholeBatches(SqliteStatement rows, out long? reached)
    {
        var page = new List<RecordedEvent>();
        var bytes = new PageBytes();
        reached = null;
        try
        {
            while (rows.Step())
            {
                if (reached is { } end && rows.Number(0) > end)
                    return page;
                page.Add(Decode(rows, ref bytes));
                if (reached is null && (page.Count >= LogLimits.PageSize || bytes.Total >= PageBytes))
                    reached = page[^1].BatchEnd;
            }
        }
        finally
        {
            rows.Reset();
        }
        reached = null;
        return page;
    }

    // Of what is passed over nothing is seen but that it is there.
    private void RequireNoneMissing(long after, long upTo)
    {
        count.Bind(1, after);
        count.Bind(2, upTo);
        try
        {
            if (!count.Step() || count.Number(0) != upTo - after)
                throw SqliteErrors.Damaged(database.Path, $"an event between the positions {after + 1} and {upTo} is missing", null);
        }
        finally
        {
            count.Reset();
        }
    }

    private long BatchEndAt(long position)
    {
        batchEnd.Bind(1, position);
        try
        {
            return batchEnd.Step() ? batchEnd.Number(0) : throw Missing(position);
        }
        finally
        {
            batchEnd.Reset();
        }
    }

    private DamagedLogException Missing(long position) => SqliteErrors.Damaged(database.Path, $"the event at position {position} is missing", null);

    private void CheckEach(List<RecordedEvent> page, long position, long least, int step)
    {
        if (page.Count < least)
            throw Missing(position);
        foreach (var e in page)
        {
            if (e.Position != position)
                throw Missing(position);
            position += step;
        }
    }

    private EventPage ReadPage(SqliteStatement rows, int size)
    {
        var page = new List<RecordedEvent>();
        var bytes = new PageBytes();
        try
        {
            while (rows.Step())
            {
                page.Add(Decode(rows, ref bytes));
                if (page.Count >= size || bytes.Total >= PageBytes)
                    return new EventPage(page, AtEnd: false);
            }
        }
        finally
        {
            rows.Reset();
        }
        return new EventPage(page, AtEnd: true);
    }

    private RecordedEvent Decode(SqliteStatement row, ref PageBytes bytes)
    {
        var position = row.Number(0);
        var inStream = streams.Get(row.Number(1), streamNames);
        var ofType = types.Get(row.Number(3), typeNames);
        if (inStream is null || ofType is null)
            throw SqliteErrors.Damaged(database.Path, $"the stream or the type of the event at position {position} is missing", null);
        var e = new RecordedEvent
        {
            Position = position,
            Stream = inStream.Text,
            Revision = row.Number(2),
            EventId = Id(row.Bytes(9)),
            Type = ofType.Text,
            Stamp = new Instant(row.Number(4)),
            BatchIndex = (int)row.Number(6),
            BatchCount = (int)row.Number(7),
            Import = row.IsNull(10) ? null : new ImportedRow(Id(row.Bytes(12)), row.Number(11), new Instant(row.Number(10))),
            OriginBytes = bytes.Copy(row.Bytes(13)),
            Body = bytes.Copy(row.Bytes(14)),
        };
        if (EventChecksum.Of(e, row.Number(5), inStream.Checksum, ofType.Checksum) != row.Number(8))
            throw SqliteErrors.Damaged(database.Path, $"the event at position {position} does not match its checksum", null);
        return e;
    }

    // A wrong length is damage: the checksum then differs.
    private static Guid Id(ReadOnlySpan<byte> bytes) => bytes.Length == 16 ? new Guid(bytes, bigEndian: true) : Guid.Empty;
}
