using AccessGovernance.Domain;

namespace AccessGovernance.EventLog.Sqlite;

/// <summary>
/// The writer's view of the file: decides and inserts appends inside a transaction. After any error it is thrown away, and with it what it
/// remembers of the transaction that did not happen; the next one reads the file anew.
/// </summary>
internal sealed class SqliteEventTable : IStreamState, IDisposable
{
    private readonly TimeProvider clock;
    private readonly SqliteFaults faults;
    private readonly SqliteDatabase database;
    private readonly SqliteReader reader;
    private readonly WriterNames names;
    private readonly SqliteStatement insert, begin, commit;
    private readonly List<RecordedEvent> inserted = [];

    private SqliteEventTable(SqliteDatabase database, TimeProvider clock, SqliteFaults faults)
    {
        this.clock = clock;
        this.faults = faults;
        this.database = database;
        reader = new SqliteReader(database, new NameCache(), new NameCache());
        begin = database.Prepare("BEGIN IMMEDIATE");
        commit = database.Prepare("COMMIT");
        insert = database.Prepare("INSERT INTO events VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)");
        names = new WriterNames(database);
    }

    /// <summary>The end of the log with everything that was appended here, committed or not.</summary>
    public LogHead Head { get; private set; }

    /// <exception cref="DamagedLogException">The file's end or beginning is not what was written.</exception>
    public static SqliteEventTable Open(string path, TimeProvider clock, SqliteFaults faults)
    {
        var database = SqliteSchema.OpenWriter(path);
        SqliteEventTable? table = null;
        try
        {
            if (faults.MaxPages > 0)
                database.Execute($"PRAGMA max_page_count = {faults.MaxPages}");
            table = new SqliteEventTable(database, clock, faults);
            table.FindHead();
            return table;
        }
        catch
        {
            table?.Dispose();
            database.Dispose();
            throw;
        }
    }

    public void Begin()
    {
        inserted.Clear();
        begin.Run();
    }

    /// <summary>Inserts a batch, if it is to be written. It is visible to the appends after it in the same transaction.</summary>
    public AppendResult Append(Batch batch)
    {
        if (AppendRules.Decide(batch, this, Head.Position) is { } answer)
            return answer;
        var stamp = new Instant(clock.GetUtcNow().ToUnixTimeMilliseconds());
        var recordedAt = Instant.Max(Head.RecordingTime, stamp);
        var first = Head.Position + 1;
        var recorded = batch.Record(Head.Position, stamp);
        foreach (var e in recorded)
            Insert(e, recordedAt.Milliseconds);
        inserted.AddRange(recorded);
        Head = new LogHead(Head.Position + batch.Count, recordedAt);
        return new Appended(first, Head.Position, AppendRules.LastRevisionAfter(batch));
    }

    /// <returns>The events that are committed now; valid until the next <see cref="Begin"/>.</returns>
    public IReadOnlyList<RecordedEvent> Commit()
    {
        faults.BeforeCommit();
        commit.Run();
        faults.AfterCommit();
        return inserted;
    }

    /// <summary>Closing the last connection carries the write-ahead log over into the file; what is not committed is rolled back.</summary>
    public void Dispose()
    {
        insert.Dispose();
        begin.Dispose();
        commit.Dispose();
        names.Dispose();
        reader.Dispose();
    }

    long IStreamState.LastRevision(string stream) => names.FindStream(stream)?.LastRevision ?? StreamAppend.NoStream;

    IReadOnlyList<RecordedEvent> IStreamState.Events(string stream, long fromRevision, int count)
    {
        var found = new List<RecordedEvent>(count);
        while (found.Count < count)
        {
            var page = reader.ReadStream(stream, fromRevision + found.Count, long.MaxValue, count - found.Count).Events;
            if (page.Count == 0)
                throw SqliteErrors.Damaged(database.Path, $"revision {fromRevision + found.Count} of '{stream}' is missing", null);
            found.AddRange(page);
        }
        return found;
    }

    private void FindHead()
    {
        var last = database.Number("SELECT MAX(position) FROM events") ?? 0;
        if (last == 0)
            return;
        var recordedAt = database.Number("SELECT recorded_at FROM events ORDER BY position DESC LIMIT 1") ?? 0;
        if (reader.ReadAll(last - 1, last) is not [{ EndsBatch: true }])
            throw SqliteErrors.Damaged(database.Path, $"the batch at position {last} is cut off", null);
        // The first event too: a file that lost its beginning is no history.
        reader.ReadAll(0, 1);
        Head = new LogHead(last, new Instant(recordedAt));
    }

    private void Insert(RecordedEvent e, long recordedAt)
    {
        var stream = names.Stream(e.Stream);
        var type = names.Type(e.Type);
        Span<byte> id = stackalloc byte[16];
        insert.Bind(1, e.Position);
        insert.Bind(2, stream.Number);
        insert.Bind(3, e.Revision);
        insert.Bind(4, type.Number);
        insert.Bind(5, e.Stamp.Milliseconds);
        insert.Bind(6, recordedAt);
        insert.Bind(7, e.BatchIndex);
        insert.Bind(8, e.BatchCount);
        insert.Bind(9, EventChecksum.Of(e, recordedAt, stream.Checksum, type.Checksum));
        e.EventId.TryWriteBytes(id, bigEndian: true, out _);
        insert.Bind(10, id);
        BindImport(e);
        insert.Bind(14, e.OriginBytes.Span);
        insert.Bind(15, e.Body.Span);
        insert.Run();
        stream.LastRevision = e.Revision;
    }

    private void BindImport(RecordedEvent e)
    {
        if (e.Import is not { } import)
        {
            for (var parameter = 11; parameter <= 13; parameter++)
                insert.BindNull(parameter);
            return;
        }
        Span<byte> block = stackalloc byte[16];
        import.Block.TryWriteBytes(block, bigEndian: true, out _);
        insert.Bind(11, import.SourceRecordedAt.Milliseconds);
        insert.Bind(12, import.Row);
        insert.Bind(13, block);
    }
}
