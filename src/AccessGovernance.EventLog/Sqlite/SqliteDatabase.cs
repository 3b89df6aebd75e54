using SQLitePCL;

namespace AccessGovernance.EventLog.Sqlite;

/// <summary>
/// One connection to a SQLite file, for one thread at a time (it takes no locks of its own). Whatever goes wrong is a
/// <see cref="SqliteFailure"/>. It speaks to the library directly: no boxing, no parsing of commands on the paths that carry every event.
/// </summary>
internal sealed class SqliteDatabase : IDisposable
{
    private const int BusyTimeoutMs = 5_000;

    private static readonly Lock Loading = new();
    private static bool loaded;

    private readonly sqlite3 handle;

    private SqliteDatabase(string path, sqlite3 handle)
    {
        Path = path;
        this.handle = handle;
    }

    public string Path { get; }

    public bool InTransaction => raw.sqlite3_get_autocommit(handle) == 0;

    public static SqliteDatabase Create(string path) => Open(path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);

    public static SqliteDatabase OpenForWriting(string path) => Open(path, raw.SQLITE_OPEN_READWRITE);

    public static SqliteDatabase OpenForReading(string path) => Open(path, raw.SQLITE_OPEN_READONLY);

    public void Execute(string sql)
    {
        var rc = raw.sqlite3_exec(handle, sql);
        if (rc != raw.SQLITE_OK)
            throw Failure(rc);
    }

    /// <summary>The first column of the first row as a number; null when there is no row or no value.</summary>
    public long? Number(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() && !statement.IsNull(0) ? statement.Number(0) : null;
    }

    public SqliteStatement Prepare(string sql)
    {
        var rc = raw.sqlite3_prepare_v3(handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement);
        return rc == raw.SQLITE_OK ? new SqliteStatement(this, statement) : throw Failure(rc);
    }

    public SqliteFailure Failure(int code)
    {
        var extended = raw.sqlite3_extended_errcode(handle);
        return new SqliteFailure(Path, extended != 0 ? extended : code, raw.sqlite3_errmsg(handle).utf8_to_string());
    }

    public void Dispose() => handle.Dispose();

    private static SqliteDatabase Open(string path, int flags)
    {
        lock (Loading)
        {
            if (!loaded)
                Batteries_V2.Init();
            loaded = true;
        }
        var rc = raw.sqlite3_open_v2(path, out var handle, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        var database = new SqliteDatabase(path, handle);
        if (rc != raw.SQLITE_OK)
        {
            var failure = database.Failure(rc);
            database.Dispose();
            throw failure;
        }
        raw.sqlite3_busy_timeout(handle, BusyTimeoutMs);
        return database;
    }
}
