using System.Globalization;
using AccessGovernance.PersonalData;
using AccessGovernance.Server.Hosting;
using Npgsql;

namespace AccessGovernance.Server.Clusters;

/// <summary>
/// The database that the silos of a cluster share: its tables, and what all silos must agree on. Tables are made under an advisory lock, once
/// however many silos start at the same time; a silo whose tables are there needs no right to make any.
/// </summary>
internal sealed class ClusterDatabase(PostgresConnection postgres)
{
    /// <summary>Of the lock, in a database that may also serve others.</summary>
    private const long MigrationLock = 0x4147_434C_5553_5452;

    private const string SchemaFact = "schema";
    private const string LevelFact = "catalogue-level";

    // 6 is "dead". A silo that stood still has said nothing for a while and lives; one that has said nothing for a day is a leftover.
    private const string LiveSilos = "SELECT SiloName FROM OrleansMembershipTable WHERE Status<>6 AND IAmAliveTime>now()-interval '1 day'";

    private const string RaiseLevel = """
        INSERT INTO cluster_fact(name, value) VALUES($1, $2)
        ON CONFLICT(name) DO UPDATE SET value=excluded.value WHERE cluster_fact.value::int<excluded.value::int
        """;

    private const string Facts = "CREATE TABLE IF NOT EXISTS cluster_fact(name text PRIMARY KEY, value text NOT NULL);";

    /// <summary>Makes the tables, or brings them to this build's version; those of a newer build are left as they are.</summary>
    /// <returns>Whether anything was to be done.</returns>
    /// <exception cref="StartException">The database cannot be reached, or refuses.</exception>
    public bool Migrate() => Use(connection =>
    {
        if (VersionIn(connection) >= ClusterSchema.Version)
            return false;
        using var transaction = connection.BeginTransaction();
        Execute(connection, "SELECT pg_advisory_xact_lock($1)", MigrationLock);
        var done = VersionIn(connection) < ClusterSchema.Version;
        if (done)
            MakeTables(connection);
        transaction.Commit();
        return done;
    });

    /// <summary>Records something that all silos must agree on; of several at once, the first one does.</summary>
    /// <returns>What is recorded.</returns>
    /// <exception cref="StartException">The database cannot be reached, or refuses.</exception>
    public string Agree(string name, string value) => Use(connection =>
    {
        Execute(connection, "INSERT INTO cluster_fact(name, value) VALUES($1, $2) ON CONFLICT DO NOTHING", name, value);
        return Fact(connection, name)!;
    });

    /// <summary>What was recorded, null if nothing was.</summary>
    /// <exception cref="StartException">The database cannot be reached, or refuses.</exception>
    public string? Agreed(string name) => Use(connection => Fact(connection, name));

    /// <summary>Up to which level event types may be written: null where none was recorded yet.</summary>
    /// <exception cref="StartException">The database cannot be reached, or refuses.</exception>
    public int? ActiveLevel() => Agreed(LevelFact) is { } level ? Number(LevelFact, level) : null;

    /// <summary>
    /// Records the level that all live silos know, if that is more than was recorded. While it looks no silo joins: one that joins later finds
    /// the record.
    /// </summary>
    /// <param name="levelOf">What a silo knows, by its name.</param>
    /// <returns>What is recorded.</returns>
    /// <exception cref="StartException">The database cannot be reached, or refuses.</exception>
    public int RecordLevel(int own, Func<string, int> levelOf) => Use(connection =>
    {
        using var transaction = connection.BeginTransaction();
        Execute(connection, "SET LOCAL lock_timeout='2s'");
        Execute(connection, "LOCK TABLE OrleansMembershipTable IN SHARE MODE");
        var level = Names(connection, LiveSilos).Select(levelOf).Append(own).Min();
        Execute(connection, RaiseLevel, LevelFact, level.ToString(CultureInfo.InvariantCulture));
        var recorded = Number(LevelFact, Fact(connection, LevelFact)!);
        transaction.Commit();
        return recorded;
    });

    private static void MakeTables(NpgsqlConnection connection)
    {
        foreach (var statements in (ReadOnlySpan<string>)[Facts, ClusterSchema.Tables, KeyStore.SharedSchema])
            Execute(connection, statements);
        foreach (var (key, text) in ClusterSchema.Queries)
        {
            Execute(connection, "INSERT INTO OrleansQuery VALUES($1, $2) ON CONFLICT(QueryKey) DO UPDATE SET QueryText=excluded.QueryText", key, text);
        }
        Execute(connection, "INSERT INTO cluster_fact VALUES($1, $2) ON CONFLICT(name) DO UPDATE SET value=excluded.value",
            SchemaFact, ClusterSchema.Version.ToString(CultureInfo.InvariantCulture));
    }

    private static int VersionIn(NpgsqlConnection connection) =>
        Scalar(connection, "SELECT to_regclass('cluster_fact')::text") is string
        && Fact(connection, SchemaFact) is { } version
            ? Number(SchemaFact, version) : 0;

    private static int Number(string fact, string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new StartException($"cluster_fact says that {fact} is '{value}'", "restore the database from its backup: somebody changed it by hand");

    private static string? Fact(NpgsqlConnection connection, string name) =>
        Scalar(connection, "SELECT value FROM cluster_fact WHERE name = $1", name) as string;

    private T Use<T>(Func<NpgsqlConnection, T> action)
    {
        try
        {
            using var connection = new NpgsqlConnection(postgres.Text);
            connection.Open();
            return action(connection);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException)
        {
            throw new StartException($"{postgres}: {e.Message}",
                "see that it runs and that this machine reaches it; its tables are made by a user who may, with --migrate");
        }
    }

    private static int Execute(NpgsqlConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        using var command = Command(connection, sql, values);
        return command.ExecuteNonQuery();
    }

    private static object? Scalar(NpgsqlConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        using var command = Command(connection, sql, values);
        return command.ExecuteScalar();
    }

    private static List<string> Names(NpgsqlConnection connection, string sql)
    {
        using var command = Command(connection, sql, []);
        using var reader = command.ExecuteReader();
        var names = new List<string>();
        while (reader.Read())
            names.Add(reader.GetString(0));
        return names;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, ReadOnlySpan<object> values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
