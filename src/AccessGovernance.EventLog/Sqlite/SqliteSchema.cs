namespace AccessGovernance.EventLog.Sqlite;

/// <summary>
/// The tables of an event log and how its file is made and recognised. A storage format: what stands here may be added to under a new
/// format number, never changed.
/// </summary>
internal static class SqliteSchema
{
    public const int Format = 1;

    /// <summary>"AGLG" in the file's header: this is an event log and no other SQLite file.</summary>
    private const int ApplicationId = 0x41474C47;

    private const int WriterCacheKiB = 32 * 1024;

    /// <summary>
    /// Pages in the write-ahead log before it is carried over into the file (32 MiB). Many small commits touch the same pages: the later
    /// they are carried over, the fewer are written.
    /// </summary>
    private const int CheckpointPages = 8_192;

    /// <summary>Type and stream are numbers of their tables; recorded_at is the running maximum of the stamps; times are in ms.</summary>
    private const string Tables = """
        CREATE TABLE store (one INTEGER PRIMARY KEY CHECK (one = 1), id BLOB NOT NULL, format INTEGER NOT NULL) STRICT;
        CREATE TABLE streams (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE types (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE events (
            position INTEGER PRIMARY KEY,
            stream INTEGER NOT NULL,
            revision INTEGER NOT NULL,
            type INTEGER NOT NULL,
            stamp INTEGER NOT NULL,
            recorded_at INTEGER NOT NULL,
            batch_index INTEGER NOT NULL,
            batch_count INTEGER NOT NULL,
            crc INTEGER NOT NULL,
            id BLOB NOT NULL,
            source_time INTEGER,
            row INTEGER,
            block BLOB,
            origin BLOB NOT NULL,
            body BLOB NOT NULL,
            UNIQUE (stream, revision)) STRICT;
        """;

    /// <summary>Makes the file if there is none; otherwise checks, without changing it, that this build may use it.</summary>
    public static Guid Prepare(string path)
    {
        var size = File.Exists(path) ? new FileInfo(path).Length : 0;
        if (size == 0 && File.Exists(path + "-wal") && new FileInfo(path + "-wal").Length > 0)
            throw SqliteErrors.Damaged(path, "the file is missing or empty, but its write-ahead log is there", null);
        if (size == 0)
            Create(path);
        using var database = SqliteDatabase.OpenForReading(path);
        if (database.Number("PRAGMA application_id") is var id && id != ApplicationId)
            throw SqliteErrors.Damaged(path, $"it is not an event log (application id {id})", null);
        using var store = database.Prepare("SELECT format, id FROM store");
        if (!store.Step() || store.Bytes(1).Length != 16)
            throw SqliteErrors.Damaged(path, "it does not say which store it is", null);
        if (store.Number(0) is var format and > Format)
            throw new LogRefusedException(
                $"The event log {path} has format {format}; this build knows up to {Format}. Use a newer build. Nothing was changed.");
        return new Guid(store.Bytes(1), bigEndian: true);
    }

    /// <summary>A connection that makes commits durable before they are acknowledged.</summary>
    public static SqliteDatabase OpenWriter(string path)
    {
        var database = SqliteDatabase.OpenForWriting(path);
        try
        {
            using (var mode = database.Prepare("PRAGMA journal_mode = WAL"))
                if (!mode.Step() || !mode.Bytes(0).SequenceEqual("wal"u8))
                    throw new LogRefusedException(
                        $"The event log {path} can't be opened: no shared memory on its file system. Use a local disk.");
            database.Execute(
                $"""
                PRAGMA synchronous = FULL;
                PRAGMA cache_size = -{WriterCacheKiB};
                PRAGMA wal_autocheckpoint = {CheckpointPages};
                """);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private static void Create(string path)
    {
        using var database = SqliteDatabase.Create(path);
        var id = Convert.ToHexString(Guid.NewGuid().ToByteArray(bigEndian: true));
        // One transaction under the rollback journal: a crash leaves the whole of it or an empty file.
        database.Execute(
            $"""
            PRAGMA synchronous = FULL;
            BEGIN IMMEDIATE;
            PRAGMA application_id = {ApplicationId};
            {Tables}
            INSERT INTO store (one, id, format) VALUES (1, x'{id}', {Format});
            COMMIT;
            """);
    }
}
