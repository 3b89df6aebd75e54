using System.Security.Cryptography;
using System.Text;
using AccessGovernance.Domain;

namespace AccessGovernance.PersonalData;

/// <summary>
/// Finds identities by mail, login and the like without storing them: what is kept is HMAC-SHA-256 under a key of the store, over the
/// attribute's name and the value in lower case and normalisation form C. The hashes die with the identity's keys. Thread-safe.
/// </summary>
public sealed class PersonalLookups
{
    private readonly KeyDatabase database;
    private readonly KeyStore keys;
    private readonly byte[] lookupKey;

    internal PersonalLookups(KeyDatabase database, KeyStore keys, byte[] lookupKey) =>
        (this.database, this.keys, this.lookupKey) = (database, keys, lookupKey);

    /// <summary>Adds a value beside those that the attribute has; durable on return. Repeating it changes nothing.</summary>
    /// <exception cref="IdentityForgottenException">The identity is forgotten.</exception>
    public void Remember(IdentityId identity, string attribute, string value)
    {
        keys.FindOrCreate(identity);
        var hash = Hash(attribute, value);
        database.Transact(() =>
        {
            if (keys.IsDestroyed(identity))
                throw new IdentityForgottenException(identity);
            if (!Holders(hash).Contains(identity))
            {
                database.Execute("INSERT INTO lookup(identity, attribute, hash, live) VALUES($number, $attribute, $hash, 1)",
                    ("$number", NumberOf(identity)), ("$attribute", attribute), ("$hash", hash));
            }
            return true;
        });
    }

    /// <summary>The identities that have the value, in no particular order.</summary>
    public IReadOnlyList<IdentityId> Find(string attribute, string value)
    {
        var hash = Hash(attribute, value);
        return database.Run(() => Holders(hash));
    }

    /// <summary>
    /// Part of the erasure of an identity: its hashes are overwritten where they lie, by random bytes so that the index stays even.
    /// </summary>
    internal void OverwriteAll(IdentityId identity) => database.Execute(
        "UPDATE lookup SET hash = randomblob(32), live = 0 WHERE identity = $number AND live = 1", ("$number", NumberOf(identity)));

    // The index holds two bytes of a hash, too few to recognise anyone by, because pages of an index keep copies of what was removed.
    private List<IdentityId> Holders(byte[] hash)
    {
        var found = new List<IdentityId>();
        using var rows = database.Query("""
            SELECT k.identity FROM lookup l JOIN identity_key k ON k.number = l.identity
            WHERE substr(l.hash, 1, 2) = $bucket AND l.hash = $hash AND l.live = 1
            """, ("$bucket", hash[..2]), ("$hash", hash));
        while (rows.Read())
            found.Add(new IdentityId(rows.GetString(0)));
        return found;
    }

    private long NumberOf(IdentityId identity) =>
        (long)database.Scalar("SELECT number FROM identity_key WHERE identity = $identity", ("$identity", identity.Value))!;

    private byte[] Hash(string attribute, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(attribute);
        ArgumentNullException.ThrowIfNull(value);
        // A NUL separates: names of attributes have none.
        var text = attribute + '\0' + value.Normalize(NormalizationForm.FormC).ToLowerInvariant();
        return HMACSHA256.HashData(lookupKey, Encoding.UTF8.GetBytes(text));
    }
}
