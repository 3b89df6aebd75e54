using System.Security.Cryptography;
using System.Text;
using AccessGovernance.Domain;

namespace AccessGovernance.PersonalData;

/// <summary>
/// The keys of identities, one per retention class, wrapped by the master key in a store of their own. A key is durable before anyone gets to
/// use it; a destroyed one never comes back, and is in no file of a store that is a file. Thread-safe. A file belongs to one process at a time;
/// a database may be shared, and then each process must hear of what the others destroyed (<see cref="Destroy"/> again).
/// </summary>
public sealed class KeyStore : IDisposable
{
    /// <summary>Threads that a shared store may block at once while its database does not answer: one asks it, the others wait for their turn.</summary>
    public const int MaxBlockedThreads = 1 + BoundedGate.MaxWaiting;

    private const string FingerprintKeyName = "fingerprint-key";
    private const string LookupKeyName = "lookup-key";

    private readonly IKeyTable table;
    private readonly MasterKey master;
    private readonly KeyCache cache = new();

    private KeyStore(IKeyTable table, MasterKey master)
    {
        (this.table, this.master) = (table, master);
        FingerprintKey = StoreKey(FingerprintKeyName);
        var lookupKey = StoreKey(LookupKeyName);
        Lookups = new PersonalLookups(table, this, lookupKey);
        Accounts = new AccountNames(table, this, lookupKey);
    }

    /// <summary>Finds identities by the value of an attribute.</summary>
    public PersonalLookups Lookups { get; }

    /// <summary>Finds accounts of target systems by what those call them.</summary>
    public AccountNames Accounts { get; }

    /// <summary>Keys the fingerprints of requests; the same as long as the store lives.</summary>
    internal byte[] FingerprintKey { get; }

    /// <summary>Opens the store, or creates it when there is no such file.</summary>
    /// <exception cref="KeyStoreException">Damaged, of a newer format, of another master key, or in use by another process.</exception>
    public static KeyStore Open(string path, MasterKey master)
    {
        ArgumentNullException.ThrowIfNull(master);
        var isNew = !File.Exists(path);
        if (isNew && File.Exists(path + "-wal"))
            throw new KeyStoreException($"The key store {path} is missing, but its write-ahead log is not. Restore both from one backup.");
        if (isNew)
            KeyDatabase.Create(path, NewStoreKeys(master));
        return Of(new SqliteKeyTable(KeyDatabase.Open(path)), master, _ => { });
    }

    /// <summary>Opens a store in PostgreSQL, which several processes share; its first keys are made by whoever comes first.</summary>
    /// <param name="time">By which a database that could not be reached is left alone for a moment.</param>
    /// <exception cref="KeyStoreException">Its tables are missing, or it is of another master key.</exception>
    /// <exception cref="KeyStoreUnavailableException">It cannot be reached.</exception>
    public static KeyStore OpenShared(string connectionString, MasterKey master, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(master);
        return Of(new PostgresKeyTable(connectionString, time), master, table =>
        {
            foreach (var (name, value) in NewStoreKeys(master))
                table.ValueOrNew(name, value);
        });
    }

    /// <summary>The statements that make the tables of a shared store; safe to repeat.</summary>
    public static string SharedSchema => PostgresKeyTable.Schema;

    private static KeyStore Of<T>(T table, MasterKey master, Action<T> prepare)
        where T : IKeyTable
    {
        try
        {
            prepare(table);
            return new KeyStore(table, master);
        }
        catch
        {
            table.Dispose();
            throw;
        }
    }

    /// <summary>Sees to it that all these identities have keys; one transaction, durable on return.</summary>
    /// <returns>Those that get none, because they are forgotten.</returns>
    public IReadOnlyList<IdentityId> EnsureKeys(IReadOnlyCollection<IdentityId> identities)
    {
        ArgumentNullException.ThrowIfNull(identities);
        if (identities.All(i => cache.Find(i) is { AreDestroyed: false }))
            return [];
        // Nothing is cached before it is durable.
        return table.Run(() =>
        {
            var found = table.Transact(() => identities.Distinct().Select(i => (Identity: i, Keys: LoadOrInsert(i))).ToList());
            foreach (var (identity, keys) in found)
                cache.Put(identity, keys);
            return found.Where(f => f.Keys.AreDestroyed).Select(f => f.Identity).ToList();
        });
    }

    /// <summary>
    /// Destroys the identity's keys and look-up hashes for good. On return no file of the store holds them; repeating it is free. An
    /// identity that never had keys will never get any.
    /// </summary>
    /// <exception cref="KeyStoreException">They may still be on the disk: repeat it.</exception>
    public void Destroy(IdentityId identity) => table.Run(() =>
    {
        if (IsDestroyed(identity))
        {
            table.FinishErasing();
            return true;
        }
        cache.Drop(identity);
        table.Erase(identity, 2 * MasterKey.WrappedLength);
        cache.Put(identity, IdentityKeys.Destroyed);
        return true;
    });

    public bool IsDestroyed(IdentityId identity) =>
        cache.Find(identity)?.AreDestroyed ?? table.Run(() => table.Find(identity)) is { IsDestroyed: true };

    public void Dispose() => table.Dispose();

    /// <summary>The identity's keys, that they are destroyed, or null when it never had any.</summary>
    internal IdentityKeys? Find(IdentityId identity) => cache.Find(identity) ?? table.Run(() =>
    {
        if (Load(identity) is not { } keys)
            return null;
        cache.Put(identity, keys);
        return keys;
    });

    /// <summary>The identity's keys, created if it has none yet.</summary>
    /// <exception cref="IdentityForgottenException">They were destroyed.</exception>
    internal IdentityKeys FindOrCreate(IdentityId identity)
    {
        if (Find(identity) is null)
            EnsureKeys([identity]);
        return Find(identity) is { AreDestroyed: false } keys ? keys : throw new IdentityForgottenException(identity);
    }

    /// <summary>Keys for an identity, wrapped and not stored.</summary>
    internal byte[] NewKeys(IdentityId identity)
    {
        var wrapped = new byte[2 * MasterKey.WrappedLength];
        master.Wrap(RandomNumberGenerator.GetBytes(MasterKey.Length), Binding(identity, RetentionClass.Profile), wrapped.AsSpan(0, MasterKey.WrappedLength));
        master.Wrap(RandomNumberGenerator.GetBytes(MasterKey.Length), Binding(identity, RetentionClass.Evidence), wrapped.AsSpan(MasterKey.WrappedLength));
        return wrapped;
    }

    private static IEnumerable<(string Name, byte[] Value)> NewStoreKeys(MasterKey master) =>
        [NewStoreKey(FingerprintKeyName, master), NewStoreKey(LookupKeyName, master)];

    private static (string Name, byte[] Value) NewStoreKey(string name, MasterKey master)
    {
        var wrapped = new byte[MasterKey.WrappedLength];
        master.Wrap(RandomNumberGenerator.GetBytes(MasterKey.Length), Encoding.UTF8.GetBytes(name), wrapped);
        return (name, wrapped);
    }

    private byte[] StoreKey(string name)
    {
        var wrapped = table.Run(() => table.Value(name));
        try
        {
            return master.Unwrap(wrapped, Encoding.UTF8.GetBytes(name));
        }
        catch (CryptographicException e)
        {
            throw new KeyStoreException($"The master key {master.Path} does not open the key store {table.Name}: they do not belong "
                + "together, or one is damaged. Restore both from the same backup.", e);
        }
    }

    private IdentityKeys? Load(IdentityId identity) => table.Find(identity) is { } row ? Open(identity, row) : null;

    private IdentityKeys LoadOrInsert(IdentityId identity) => Open(identity, table.FindOrInsert(identity, () => NewKeys(identity)));

    private IdentityKeys Open(IdentityId identity, KeyRow row) => row.IsDestroyed ? IdentityKeys.Destroyed : Unwrap(identity, row.Wrapped);

    private IdentityKeys Unwrap(IdentityId identity, byte[] wrapped)
    {
        try
        {
            return new IdentityKeys(
                master.Unwrap(wrapped.AsSpan(0, MasterKey.WrappedLength), Binding(identity, RetentionClass.Profile)),
                master.Unwrap(wrapped.AsSpan(MasterKey.WrappedLength), Binding(identity, RetentionClass.Evidence)));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentOutOfRangeException)
        {
            throw new KeyStoreException($"The key store {table.Name} is damaged: the keys of an identity cannot be unwrapped. Stop, "
                + "keep a copy of the file, and restore it from its backup.", e);
        }
    }

    private static byte[] Binding(IdentityId identity, RetentionClass retention) =>
        [(byte)retention, .. Encoding.UTF8.GetBytes(identity.Value)];
}
