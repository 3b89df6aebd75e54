using System.Security.Cryptography;
using System.Text;
using AccessGovernance.Domain;

namespace AccessGovernance.PersonalData;

/// <summary>One value of a look-up attribute. Its printed form reveals nothing.</summary>
/// <param name="Value">The only value that the attribute has from now on; null for none.</param>
public readonly record struct LookupValue(IdentityId Identity, string Attribute, string? Value)
{
    public override string ToString() => "[personal]";
}

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
                Insert(NumberOf(identity), attribute, hash);
            return true;
        });
    }

    /// <summary>
    /// Sets the one value of each attribute named; one transaction, durable on return. Values of forgotten identities are left out.
    /// </summary>
    public void Replace(IReadOnlyCollection<LookupValue> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var forgotten = keys.EnsureKeys([.. values.Select(v => v.Identity)]).ToHashSet();
        var kept = values.Where(v => !forgotten.Contains(v.Identity)).ToList();
        if (kept.Count > 0)
            database.Transact(() => kept.TrueForAll(Replace));
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

    private bool Replace(LookupValue value)
    {
        var number = NumberOf(value.Identity);
        if (keys.IsDestroyed(value.Identity))
            return true;
        var hash = value.Value is null ? null : Hash(value.Attribute, value.Value);
        database.Execute("""
            UPDATE lookup SET hash = randomblob(32), live = 0
            WHERE identity = $number AND attribute = $attribute AND live = 1 AND hash <> $hash
            """, ("$number", number), ("$attribute", value.Attribute), ("$hash", hash ?? []));
        if (hash is not null && !Holders(hash).Contains(value.Identity))
            Insert(number, value.Attribute, hash);
        return true;
    }

    private void Insert(long number, string attribute, byte[] hash)
    {
        // A row whose value was replaced is used again before the table grows.
        var reused = database.Execute("""
            UPDATE lookup SET hash = $hash, live = 1 WHERE number =
                (SELECT number FROM lookup WHERE identity = $number AND attribute = $attribute AND live = 0 LIMIT 1)
            """, ("$hash", hash), ("$number", number), ("$attribute", attribute));
        if (reused == 0)
        {
            database.Execute("INSERT INTO lookup(identity, attribute, hash, live) VALUES($number, $attribute, $hash, 1)",
                ("$number", number), ("$attribute", attribute), ("$hash", hash));
        }
    }

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
