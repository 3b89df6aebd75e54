using System.Security.Cryptography;
using AccessGovernance.EventLog.EventStoreDb;
using AccessGovernance.PersonalData;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Hosting;

namespace AccessGovernance.Server.Clusters;

/// <summary>
/// The keys that the silos of a cluster share: those of persons in its database, wrapped by a master key; that one and the key that signs tokens
/// are files, the same on every silo. A silo with other ones does not start.
/// </summary>
internal static class ClusterKeys
{
    private const string History = "history";

    /// <summary>Makes tables and key files where they are missing: what <c>--migrate</c> does, and nothing else.</summary>
    /// <exception cref="StartException">The database or a file cannot be used.</exception>
    public static void Make(ClusterSettings cluster, TextWriter output, TimeProvider time)
    {
        var database = new ClusterDatabase(cluster.Postgres);
        output.WriteLine(database.Migrate() ? $"The tables are made: {cluster.Postgres}." : $"The tables are there already: {cluster.Postgres}.");
        using var signing = SecretFiles.SigningKey(cluster.SigningKeyFile, makes: true);
        Agree(database, signing, cluster);
        using var keys = Open(cluster, time, makes: true);
        output.WriteLine($"The keys are there: {cluster.MasterKeyFile} and {cluster.SigningKeyFile}. Give every silo the same two files.");
    }

    /// <summary>The keys of persons.</summary>
    /// <exception cref="StartException">They are not of this history, the master key is another one, or they cannot be reached.</exception>
    public static KeyStore Open(ClusterSettings cluster, EventStoreEventLog log, TimeProvider time)
    {
        var database = new ClusterDatabase(cluster.Postgres);
        database.Migrate();
        CatalogueLevels.RequireKnown(database);
        LendThreads(KeyStore.MaxBlockedThreads);
        var keys = Open(cluster, time, makes: false);
        try
        {
            RequireSameHistory(database, cluster, log);
            return keys;
        }
        catch
        {
            keys.Dispose();
            throw;
        }
    }

    /// <summary>The key that signs tokens.</summary>
    /// <exception cref="StartException">It is missing, or another one than the other silos have.</exception>
    public static ECDsa SigningKey(ClusterSettings cluster)
    {
        var key = SecretFiles.SigningKey(cluster.SigningKeyFile, makes: false);
        Agree(new ClusterDatabase(cluster.Postgres), key, cluster);
        return key;
    }

    // On top of those that work: a database that hangs must not keep the pool from hearing the head of the history, nor known identities waiting.
    private static void LendThreads(int blocked)
    {
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(workers + blocked, ports);
    }

    private static void RequireSameHistory(ClusterDatabase database, ClusterSettings cluster, EventStoreEventLog log)
    {
        if (database.Agreed(History) is null && log.Head.Position > 0)
            throw new StartException($"{cluster.Postgres} has no keys, but the history has {log.Head.Position} events", "restore the database from its backup");
        var store = database.Agree(History, log.StoreId.ToString());
        if (store != log.StoreId.ToString())
        {
            throw new StartException($"{cluster.Postgres} has the keys of another history ({store}) than the event store's ({log.StoreId})",
                "give the database and the event store that belong together, or an empty database");
        }
    }

    private static KeyStore Open(ClusterSettings cluster, TimeProvider time, bool makes)
    {
        try
        {
            return KeyStore.OpenShared(cluster.Postgres.Text, MasterKey.OpenShared(cluster.MasterKeyFile, makes), time);
        }
        catch (Exception e) when (e is KeyStoreException or KeyStoreUnavailableException)
        {
            throw new StartException(e.Message, "give the same --master-key to every silo; the first one is made with --migrate");
        }
    }

    // Of its public half: it names the key and helps nobody to sign.
    private static void Agree(ClusterDatabase database, ECDsa key, ClusterSettings cluster)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
        if (database.Agree("token-signing-key", name) != name)
            throw new StartException($"{cluster.SigningKeyFile} is another key than the other silos of {cluster.Postgres} have",
                "give the same --token-signing-key to every silo; otherwise tokens of one would be refused by another");
    }
}
