using Microsoft.Data.Sqlite;

namespace AccessGovernance.PersonalData;

/// <summary>
/// The key store's SQLite file: one connection that holds the file for this process alone, every statement under one lock, every commit
/// durable. Tables grow at their end and secrets are overwritten where they lie (same length, so SQLite neither moves nor copies the
/// row). Deleting rows would not do: of 3,000 deleted from tables whose pages split and merged, three were still in the file in spite of
/// secure_delete.
/// </summary>
internal sealed class KeyDatabase : IDisposable
{
    public const long FormatVersion = 1;

    private const int SqliteBusy = 5, SqliteIoError = 10, SqliteCorrupt = 11, SqliteFull = 13, SqliteCannotOpen = 14,
        SqliteNotADatabase = 26;

    private const string Schema = """
        CREATE TABLE store(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE identity_key(
            number INTEGER PRIMARY KEY, identity TEXT NOT NULL UNIQUE, wrapped BLOB NOT NULL, destroyed INTEGER NOT NULL);
        CREATE TABLE lookup(
            number INTEGER PRIMARY KEY, identity INTEGER NOT NULL, attribute TEXT NOT NULL, hash BLOB NOT NULL, live INTEGER NOT NULL);
        CREATE INDEX lookup_identity ON lookup(identity, attribute);
        CREATE INDEX lookup_bucket ON lookup(substr(hash, 1, 2));
        """;

    private readonly Lock gate = new();
    private readonly SqliteConnection connection;
    private readonly Dictionary<string, SqliteCommand> prepared = new(StringComparer.Ordinal);
    private bool mustTruncate;

    private KeyDatabase(string path, SqliteConnection connection) => (Path, this.connection) = (path, connection);

    public string Path { get; }

    /// <summary>Creates the file with its tables and the values of the store table; whole or not at all.</summary>
    public static void Create(string path, IEnumerable<(string Name, byte[] Value)> values)
    {
        var draft = path + ".new";
        foreach (var leftover in new[] { draft, draft + "-journal", draft + "-wal" })
            File.Delete(leftover);
        OwnerOnlyFile.CreateEmpty(draft).Dispose();
        using (var database = new KeyDatabase(draft, Connect(draft)))
        {
            database.Transact(() =>
            {
                database.Execute(Schema);
                database.Execute("INSERT INTO store VALUES('format', $version)", ("$version", FormatVersion));
                foreach (var (name, value) in values)
                    database.Execute("INSERT INTO store VALUES($name, $value)", ("$name", name), ("$value", value));
                return true;
            });
        }
        OwnerOnlyFile.Publish(draft, path);
    }

    public static KeyDatabase Open(string path)
    {
        var database = new KeyDatabase(path, Connect(path));
        try
        {
            database.Run(database.Prepare);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Runs under the lock, in no transaction.</summary>
    /// <exception cref="KeyStoreException">SQLite refused.</exception>
    public T Run<T>(Func<T> action)
    {
        lock (gate)
        {
            try
            {
                return action();
            }
            catch (SqliteException e)
            {
                throw Explain(e);
            }
        }
    }

    /// <summary>Runs under the lock, in one transaction that is durable on return.</summary>
    /// <exception cref="KeyStoreException">SQLite refused; nothing was changed.</exception>
    public T Transact<T>(Func<T> action) => Run(() =>
    {
        Execute("BEGIN IMMEDIATE");
        try
        {
            var result = action();
            Execute("COMMIT");
            return result;
        }
        finally
        {
            if (SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) == 0)
                Execute("ROLLBACK");
        }
    });

    /// <summary>As <see cref="Transact"/>, and afterwards no file holds what was overwritten: the write-ahead log is emptied too.</summary>
    public void Erase(Action action) => Run(() =>
    {
        Transact(() =>
        {
            action();
            return true;
        });
        mustTruncate = true;
        return FinishErasing();
    });

    /// <summary>Empties the write-ahead log if an earlier erasure could not.</summary>
    public bool FinishErasing() => Run(() =>
    {
        if (!mustTruncate)
            return true;
        if (Scalar("PRAGMA wal_checkpoint(TRUNCATE)") is not 0L)
            throw new KeyStoreException($"The write-ahead log of {Path} could not be emptied: another process reads the file. Try again.");
        mustTruncate = false;
        return true;
    });

    public int Execute(string sql, params ReadOnlySpan<(string Name, object Value)> parameters) => Bind(sql, parameters).ExecuteNonQuery();

    public object? Scalar(string sql, params ReadOnlySpan<(string Name, object Value)> parameters) => Bind(sql, parameters).ExecuteScalar();

    public SqliteDataReader Query(string sql, params ReadOnlySpan<(string Name, object Value)> parameters) =>
        Bind(sql, parameters).ExecuteReader();

    public void Dispose()
    {
        lock (gate)
        {
            foreach (var command in prepared.Values)
                command.Dispose();
            prepared.Clear();
            connection.Dispose();
        }
    }

    private static SqliteConnection Connect(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = 1,
        }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw Explain(e, path);
        }
    }

    private bool Prepare()
    {
        Execute("PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL");
        Execute("PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY");
        var version = Scalar("SELECT value FROM store WHERE name = 'format'");
        if (version is not FormatVersion)
        {
            throw new KeyStoreException($"The key store {Path} has format {version ?? "none"}; this program knows format {FormatVersion}. "
                + "Start the version of the program that wrote it, or a newer one.");
        }
        // A crash may have come between an erasure and the emptying of the write-ahead log.
        mustTruncate = true;
        return FinishErasing();
    }

    private SqliteCommand Bind(string sql, ReadOnlySpan<(string Name, object Value)> parameters)
    {
        if (!prepared.TryGetValue(sql, out var command))
        {
            prepared[sql] = command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, value) in parameters)
                command.Parameters.AddWithValue(name, value);
        }
        for (var i = 0; i < parameters.Length; i++)
            command.Parameters[i].Value = parameters[i].Value;
        return command;
    }

    private KeyStoreException Explain(SqliteException e) => Explain(e, Path);

    private static KeyStoreException Explain(SqliteException e, string path) => new(e.SqliteErrorCode switch
    {
        SqliteCorrupt or SqliteNotADatabase =>
            $"The key store {path} is damaged. Stop, keep a copy of the file, and restore it from its backup.",
        SqliteBusy => $"The key store {path} is in use by another process. Stop that one first.",
        SqliteFull => $"The disk of the key store {path} is full; nothing was changed. Free some space.",
        SqliteIoError => $"The disk of the key store {path} reported an error. Check the disk, then start again.",
        SqliteCannotOpen => $"The key store {path} cannot be opened. Check that it exists and that its owner runs this program.",
        _ => $"The key store {path} cannot be used (SQLite error {e.SqliteExtendedErrorCode}).",
    }, e);
}
