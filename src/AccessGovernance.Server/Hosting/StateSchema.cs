using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace AccessGovernance.Server.Hosting;

/// <summary>
/// The SQL that Orleans' AdoNet grain storage asks for, on SQLite. Orleans prescribes the query keys, the parameter names and the result
/// columns; the statements are our own. Holds cached states only: deleting the file loses nothing.
/// </summary>
internal static class StateSchema
{
    /// <summary>The name that Orleans knows SQLite by; the provider behind it is Microsoft.Data.Sqlite.</summary>
    public const string Invariant = "System.Data.SQLite";

    private const string Match = """
        GrainIdHash=@GrainIdHash AND GrainTypeHash=@GrainTypeHash AND GrainIdN0=@GrainIdN0 AND GrainIdN1=@GrainIdN1
        AND GrainTypeString=@GrainTypeString AND ServiceId=@ServiceId AND GrainIdExtensionString=coalesce(@GrainIdExtensionString,'')
        """;

    private const string Tables = """
        PRAGMA journal_mode=WAL;
        CREATE TABLE IF NOT EXISTS OrleansQuery(QueryKey TEXT PRIMARY KEY, QueryText TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS OrleansStorage(
          GrainIdHash INT NOT NULL, GrainIdN0 BIGINT NOT NULL, GrainIdN1 BIGINT NOT NULL, GrainTypeHash INT NOT NULL,
          GrainTypeString TEXT NOT NULL, GrainIdExtensionString TEXT NOT NULL DEFAULT '', ServiceId TEXT NOT NULL,
          PayloadBinary BLOB, ModifiedOn TEXT NOT NULL, Version INT,
          PRIMARY KEY(GrainIdHash,GrainTypeHash,GrainIdN0,GrainIdN1,GrainTypeString,GrainIdExtensionString,ServiceId)) WITHOUT ROWID;
        """;

    private static readonly Dictionary<string, string> Queries = new()
    {
        ["ReadFromStorageKey"] = $"SELECT PayloadBinary, Version FROM OrleansStorage WHERE {Match}",
        // No row comes back from the upsert on a conflict; the second statement then echoes the old version, which Orleans takes as one.
        ["WriteToStorageKey"] = $"""
            INSERT INTO OrleansStorage
              SELECT @GrainIdHash,@GrainIdN0,@GrainIdN1,@GrainTypeHash,@GrainTypeString,coalesce(@GrainIdExtensionString,''),@ServiceId,
                     @PayloadBinary,datetime('now'),1
              WHERE @GrainStateVersion IS NULL OR EXISTS(SELECT 1 FROM OrleansStorage WHERE {Match} AND Version=@GrainStateVersion)
              ON CONFLICT DO UPDATE SET PayloadBinary=excluded.PayloadBinary, ModifiedOn=excluded.ModifiedOn, Version=OrleansStorage.Version+1
                WHERE OrleansStorage.Version=@GrainStateVersion
              RETURNING Version AS NewGrainStateVersion;
            SELECT @GrainStateVersion AS NewGrainStateVersion WHERE changes()=0 AND @GrainStateVersion IS NOT NULL;
            """,
        ["ClearStorageKey"] = $"""
            UPDATE OrleansStorage SET PayloadBinary=NULL, ModifiedOn=datetime('now'), Version=Version+1
            WHERE {Match} AND Version=@GrainStateVersion RETURNING Version AS NewGrainStateVersion
            """,
        ["DeleteStorageKey"] = $"DELETE FROM OrleansStorage WHERE {Match} AND Version=@GrainStateVersion RETURNING Version+1 AS NewGrainStateVersion",
    };

    /// <summary>Makes the file ready; one that is damaged is deleted and made anew.</summary>
    public static string Provision(string path)
    {
        DbProviderFactories.RegisterFactory(Invariant, SqliteFactory.Instance);
        var connection = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30 }.ToString();
        try
        {
            Create(connection);
        }
        catch (SqliteException)
        {
            SqliteConnection.ClearAllPools();
            foreach (var suffix in (ReadOnlySpan<string>)["", "-wal", "-shm"])
                File.Delete(path + suffix);
            Create(connection);
        }
        return connection;
    }

    private static void Create(string connectionString)
    {
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = Tables;
        command.ExecuteNonQuery();
        command.CommandText = "INSERT INTO OrleansQuery VALUES(@key,@text) ON CONFLICT(QueryKey) DO UPDATE SET QueryText=excluded.QueryText";
        foreach (var (key, text) in Queries)
        {
            command.Parameters.Clear();
            command.Parameters.AddWithValue("@key", key);
            command.Parameters.AddWithValue("@text", text);
            command.ExecuteNonQuery();
        }
    }
}
