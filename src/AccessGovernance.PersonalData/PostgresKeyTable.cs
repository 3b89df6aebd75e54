using System.Data.Common;
using System.Net.Sockets;
using AccessGovernance.Domain;
using Npgsql;

namespace AccessGovernance.PersonalData;

/// <summary>
/// Keys in PostgreSQL, for several processes that serve one history. One connection, made anew when it is lost. A database that does not answer
/// keeps few callers waiting and none for long (<see cref="BoundedGate"/>): the others are told at once. What was destroyed cannot be
/// read through the database any more; its files and its write-ahead log hold the wrapped bytes until they are used again (decision 17).
/// </summary>
internal sealed class PostgresKeyTable(string connectionString, TimeProvider time) : IKeyTable
{
    /// <summary>To be run once, by whoever may make tables.</summary>
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS key_store(name text PRIMARY KEY, value bytea NOT NULL);
        CREATE TABLE IF NOT EXISTS identity_key(
            number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, identity text COLLATE "C" NOT NULL UNIQUE, wrapped bytea NOT NULL,
            destroyed boolean NOT NULL);
        CREATE TABLE IF NOT EXISTS identity_lookup(
            identity bigint NOT NULL REFERENCES identity_key, attribute text NOT NULL, hash bytea NOT NULL, PRIMARY KEY(hash, identity));
        CREATE INDEX IF NOT EXISTS identity_lookup_identity ON identity_lookup(identity);
        """;

    /// <summary>Seconds; where the connection string says nothing of them.</summary>
    private const int Connecting = 3, Answering = 5;

    /// <summary>A number that nothing else in the database locks.</summary>
    private const long Turns = 0x6163636e616d6573;

    /// <summary>After it could not be reached, and that took longer than <see cref="Quickly"/> to find out, nobody tries for so long.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Quickly = TimeSpan.FromMilliseconds(250);

    private readonly string bounded = Bounded(connectionString);
    private readonly BoundedGate gate = new();
    private long failedAt;
    private NpgsqlConnection? connection;
    private NpgsqlTransaction? transaction;

    public string Name { get; } = NameOf(connectionString);

    public T Run<T>(Func<T> action)
    {
        if (gate.IsHeldByCurrentThread)
            return action();
        if (IsResting || !gate.TryEnter())
            throw new KeyStoreUnavailableException($"The key store {Name} does not answer.");
        try
        {
            return IsResting ? throw new KeyStoreUnavailableException($"The key store {Name} cannot be reached.") : TryTwice(action);
        }
        finally
        {
            gate.Exit();
        }
    }

    public T Transact<T>(Func<T> action) => Run(() =>
    {
        if (transaction is not null)
            return action();
        using var begun = transaction = Connection.BeginTransaction();
        try
        {
            var result = action();
            begun.Commit();
            return result;
        }
        finally
        {
            transaction = null;
        }
    });

    public void TakeTurns() => Execute("SELECT pg_advisory_xact_lock($1)", Turns);

    public byte[]? Value(string name) => Scalar("SELECT value FROM key_store WHERE name = $1", name) as byte[];

    /// <summary>The value of the store itself under a name; the given one if there was none. Of several at once, one wins.</summary>
    public byte[] ValueOrNew(string name, byte[] value) => Run(() =>
    {
        Execute("INSERT INTO key_store(name, value) VALUES($1, $2) ON CONFLICT DO NOTHING", name, value);
        return Value(name)!;
    });

    public KeyRow? Find(IdentityId identity) => Row("SELECT wrapped, destroyed FROM identity_key WHERE identity = $1", identity);

    public KeyRow FindOrInsert(IdentityId identity, Func<byte[]> wrapped)
    {
        if (Find(identity) is { } found)
            return found;
        Execute("INSERT INTO identity_key(identity, wrapped, destroyed) VALUES($1, $2, false) ON CONFLICT DO NOTHING", identity.Value, wrapped());
        return Find(identity)!.Value;
    }

    public void Erase(IdentityId identity, int length) => Transact(() =>
    {
        Execute("""
            INSERT INTO identity_key(identity, wrapped, destroyed) VALUES($1, $2, true)
            ON CONFLICT(identity) DO UPDATE SET wrapped = excluded.wrapped, destroyed = true
            """, identity.Value, new byte[length]);
        return Execute("DELETE FROM identity_lookup WHERE identity = (SELECT number FROM identity_key WHERE identity = $1)", identity.Value);
    });

    public void FinishErasing()
    {
    }

    public bool Remember(IdentityId identity, string attribute, byte[] hash)
    {
        // The row is locked, so that nothing is added beside an erasure.
        if (Row("SELECT wrapped, destroyed FROM identity_key WHERE identity = $1 FOR UPDATE", identity) is not { IsDestroyed: false })
            return false;
        Execute("""
            INSERT INTO identity_lookup(identity, attribute, hash) SELECT number, $2, $3 FROM identity_key WHERE identity = $1 ON CONFLICT DO NOTHING
            """, identity.Value, attribute, hash);
        return true;
    }

    public IReadOnlyList<IdentityId> Holders(byte[] hash)
    {
        using var command = Command("SELECT k.identity FROM identity_lookup l JOIN identity_key k ON k.number = l.identity WHERE l.hash = $1", hash);
        using var rows = command.ExecuteReader();
        var found = new List<IdentityId>();
        while (rows.Read())
            found.Add(new IdentityId(rows.GetString(0)));
        return found;
    }

    public void Dispose()
    {
        gate.Enter();
        try
        {
            Drop();
        }
        finally
        {
            gate.Exit();
        }
    }

    private NpgsqlConnection Connection
    {
        get
        {
            if (connection is null)
            {
                connection = new NpgsqlConnection(bounded);
                connection.Open();
            }
            return connection;
        }
    }

    private bool IsResting => Volatile.Read(ref failedAt) is not 0 and var failed && time.GetElapsedTime(failed) < Rest;

    private T TryTwice<T>(Func<T> action)
    {
        // The database may have been started anew since the last call: everything that is done here may be done again.
        var wasOpen = connection is not null;
        try
        {
            return Try(action);
        }
        catch (KeyStoreUnavailableException e) when (wasOpen && e.InnerException is not { InnerException: TimeoutException })
        {
            return Try(action);
        }
    }

    private T Try<T>(Func<T> action)
    {
        var begun = time.GetTimestamp();
        try
        {
            var result = action();
            Volatile.Write(ref failedAt, 0);
            return result;
        }
        catch (PostgresException e) when (!e.IsTransient && !IsInterruption(e) && connection?.FullState == System.Data.ConnectionState.Open)
        {
            throw new KeyStoreException($"The key store {Name} cannot be used: {e.MessageText} ({e.SqlState}).", e);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or TimeoutException or IOException or SocketException
            or OperationCanceledException)
        {
            Drop();
            Volatile.Write(ref failedAt, time.GetElapsedTime(begun) > Quickly ? time.GetTimestamp() : 0);
            throw new KeyStoreUnavailableException($"The key store {Name} cannot be reached: {e.Message}", e);
        }
    }

    // "Operator intervention": it is being stopped, or was told to give up what took too long.
    private static bool IsInterruption(PostgresException e) => e.SqlState.StartsWith("57", StringComparison.Ordinal);

    private void Drop()
    {
        connection?.Dispose();
        connection = null;
    }

    private KeyRow? Row(string sql, IdentityId identity)
    {
        using var command = Command(sql, identity.Value);
        using var row = command.ExecuteReader();
        return row.Read() ? new KeyRow(row.GetFieldValue<byte[]>(0), row.GetBoolean(1)) : null;
    }

    private object? Scalar(string sql, params ReadOnlySpan<object> values)
    {
        using var command = Command(sql, values);
        return command.ExecuteScalar();
    }

    private int Execute(string sql, params ReadOnlySpan<object> values)
    {
        using var command = Command(sql, values);
        return command.ExecuteNonQuery();
    }

    private NpgsqlCommand Command(string sql, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlCommand(sql, Connection, transaction);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    private static string Bounded(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        var given = new DbConnectionStringBuilder { ConnectionString = connectionString }.Keys.Cast<string>()
            .Select(k => k.Replace(" ", "", StringComparison.Ordinal)).ToList();
        if (!given.Contains("timeout", StringComparer.OrdinalIgnoreCase))
            parts.Timeout = Connecting;
        if (!given.Contains("commandtimeout", StringComparer.OrdinalIgnoreCase))
            parts.CommandTimeout = Answering;
        return parts.ConnectionString;
    }

    private static string NameOf(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        return $"in PostgreSQL ({parts.Host}, database {parts.Database ?? parts.Username})";
    }
}
