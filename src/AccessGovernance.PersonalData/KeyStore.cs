using System.Security.Cryptography;
using System.Text;
using AccessGovernance.Domain;

namespace AccessGovernance.PersonalData;

/// <summary>
/// The keys of identities, one per retention class, wrapped by the master key in a SQLite file of their own. A key is durable before anyone
/// gets to use it; a destroyed one is in no file any more and never comes back. Thread-safe; one process at a time.
/// </summary>
public sealed class KeyStore : IDisposable
{
    private const string FingerprintKeyName = "fingerprint-key";
    private const string LookupKeyName = "lookup-key";

    private readonly KeyDatabase database;
    private readonly MasterKey master;
    private readonly KeyCache cache = new();

    private KeyStore(KeyDatabase database, MasterKey master)
    {
        (this.database, this.master) = (database, master);
        FingerprintKey = StoreKey(FingerprintKeyName);
        Lookups = new PersonalLookups(database, this, StoreKey(LookupKeyName));
    }

    /// <summary>Finds identities by the value of an attribute.</summary>
    public PersonalLookups Lookups { get; }

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
            KeyDatabase.Create(path, [NewStoreKey(FingerprintKeyName, master), NewStoreKey(LookupKeyName, master)]);
        var database = KeyDatabase.Open(path);
        try
        {
            return new KeyStore(database, master);
        }
        catch
        {
            database.Dispose();
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
        return database.Run(() =>
        {
            var found = database.Transact(() => identities.Distinct().Select(i => (Identity: i, Keys: Load(i) ?? Insert(i))).ToList());
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
    public void Destroy(IdentityId identity) => database.Run(() =>
    {
        if (IsDestroyed(identity))
            return database.FinishErasing();
        cache.Drop(identity);
        database.Erase(() => Overwrite(identity));
        cache.Put(identity, IdentityKeys.Destroyed);
        return true;
    });

    public bool IsDestroyed(IdentityId identity) => cache.Find(identity)?.AreDestroyed ?? database.Run(() => database.Scalar(
        "SELECT destroyed FROM identity_key WHERE identity = $identity", ("$identity", identity.Value)) is 1L);

    public void Dispose() => database.Dispose();

    /// <summary>The identity's keys, that they are destroyed, or null when it never had any.</summary>
    internal IdentityKeys? Find(IdentityId identity) => cache.Find(identity) ?? database.Run(() =>
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

    private static (string Name, byte[] Value) NewStoreKey(string name, MasterKey master)
    {
        var wrapped = new byte[MasterKey.WrappedLength];
        master.Wrap(RandomNumberGenerator.GetBytes(MasterKey.Length), Encoding.UTF8.GetBytes(name), wrapped);
        return (name, wrapped);
    }

    private byte[] StoreKey(string name)
    {
        var wrapped = database.Run(() => database.Scalar("SELECT value FROM store WHERE name = $name", ("$name", name)) as byte[]);
        try
        {
            return master.Unwrap(wrapped, Encoding.UTF8.GetBytes(name));
        }
        catch (CryptographicException e)
        {
            throw new KeyStoreException($"The master key {master.Path} does not open the key store {database.Path}: they do not belong "
                + "together, or one is damaged. Restore both from the same backup.", e);
        }
    }

    private IdentityKeys? Load(IdentityId identity)
    {
        using var row = database.Query(
            "SELECT wrapped, destroyed FROM identity_key WHERE identity = $identity", ("$identity", identity.Value));
        if (!row.Read())
            return null;
        return row.GetInt64(1) != 0 ? IdentityKeys.Destroyed : Unwrap(identity, (byte[])row.GetValue(0));
    }

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
            throw new KeyStoreException($"The key store {database.Path} is damaged: the keys of an identity cannot be unwrapped. Stop, "
                + "keep a copy of the file, and restore it from its backup.", e);
        }
    }

    private IdentityKeys Insert(IdentityId identity)
    {
        var keys = new IdentityKeys(RandomNumberGenerator.GetBytes(MasterKey.Length), RandomNumberGenerator.GetBytes(MasterKey.Length));
        var wrapped = new byte[2 * MasterKey.WrappedLength];
        master.Wrap(keys.Of(RetentionClass.Profile), Binding(identity, RetentionClass.Profile), wrapped.AsSpan(0, MasterKey.WrappedLength));
        master.Wrap(keys.Of(RetentionClass.Evidence), Binding(identity, RetentionClass.Evidence), wrapped.AsSpan(MasterKey.WrappedLength));
        InsertRow(identity, wrapped, destroyed: 0);
        return keys;
    }

    // Of the same length, so that SQLite writes over the row where it lies.
    private void Overwrite(IdentityId identity)
    {
        var changed = database.Execute(
            "UPDATE identity_key SET wrapped = zeroblob(length(wrapped)), destroyed = 1 WHERE identity = $identity",
            ("$identity", identity.Value));
        if (changed == 0)
            InsertRow(identity, new byte[2 * MasterKey.WrappedLength], destroyed: 1);
        Lookups.OverwriteAll(identity);
    }

    private void InsertRow(IdentityId identity, byte[] wrapped, long destroyed) => database.Execute(
        "INSERT INTO identity_key(identity, wrapped, destroyed) VALUES($identity, $wrapped, $destroyed)",
        ("$identity", identity.Value), ("$wrapped", wrapped), ("$destroyed", destroyed));

    private static byte[] Binding(IdentityId identity, RetentionClass retention) =>
        [(byte)retention, .. Encoding.UTF8.GetBytes(identity.Value)];
}
