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
    private readonly IKeyTable table;
    private readonly KeyStore keys;
    private readonly byte[] lookupKey;

    internal PersonalLookups(IKeyTable table, KeyStore keys, byte[] lookupKey) =>
        (this.table, this.keys, this.lookupKey) = (table, keys, lookupKey);

    /// <summary>Adds a value beside those that the attribute has; durable on return. Repeating it changes nothing.</summary>
    /// <exception cref="IdentityForgottenException">The identity is forgotten.</exception>
    public void Remember(IdentityId identity, string attribute, string value)
    {
        keys.FindOrCreate(identity);
        var hash = Hash(attribute, value);
        if (!table.Transact(() => table.Remember(identity, attribute, hash)))
            throw new IdentityForgottenException(identity);
    }

    /// <summary>The identities that have the value, in no particular order.</summary>
    public IReadOnlyList<IdentityId> Find(string attribute, string value)
    {
        var hash = Hash(attribute, value);
        return table.Run(() => table.Holders(hash));
    }

    private byte[] Hash(string attribute, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(attribute);
        ArgumentNullException.ThrowIfNull(value);
        // A NUL separates: names of attributes have none.
        var text = attribute + '\0' + value.Normalize(NormalizationForm.FormC).ToLowerInvariant();
        return HMACSHA256.HashData(lookupKey, Encoding.UTF8.GetBytes(text));
    }
}
