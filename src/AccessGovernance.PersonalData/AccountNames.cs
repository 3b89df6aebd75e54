using System.Security.Cryptography;
using System.Text;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Observations;

namespace AccessGovernance.PersonalData;

/// <summary>What a target system calls one of its accounts, and whom it says that belongs to.</summary>
/// <param name="Owner">Null for nobody known.</param>
public sealed record NamedAccount(string Name, IdentityId? Owner);

/// <summary>What is known of an account's name.</summary>
/// <param name="Unowned">The account of that name while it belongs to nobody known; null where it never did, or its keys were destroyed.</param>
/// <param name="Owners">Identities that have, or had, an account of that name; without the forgotten.</param>
public sealed record KnownName(Guid? Unowned, IReadOnlyList<IdentityId> Owners);

/// <summary>
/// Finds accounts of target systems by what those call them. Kept are keyed hashes alone, byte by byte of the name and within its application, and
/// each dies with the keys of whom it stands for: the owner, or the account itself where it has none. Thread-safe.
/// </summary>
public sealed class AccountNames
{
    private const string Attribute = "account";

    private readonly IKeyTable table;
    private readonly KeyStore keys;
    private readonly byte[] lookupKey;

    internal AccountNames(IKeyTable table, KeyStore keys, byte[] lookupKey) => (this.table, this.keys, this.lookupKey) = (table, keys, lookupKey);

    /// <summary>
    /// Looks names up and remembers them for their owners. An account of nobody known gets a random key the first time, with keys of its own. One
    /// transaction, durable on return; of several processes that ask at once, one makes the key.
    /// </summary>
    public IReadOnlyList<KnownName> Resolve(AppId application, IReadOnlyList<NamedAccount> accounts)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        return table.Run(() => table.Transact(() =>
        {
            table.TakeTurns();
            return accounts.Select(a => Resolve(Hash(application, a.Name), a.Owner)).ToList();
        }));
    }

    private KnownName Resolve(byte[] hash, IdentityId? owner)
    {
        var holders = table.Holders(hash);
        var unowned = holders.Where(UnownedLogin.Is).ToList();
        if (owner is { } identity && !holders.Contains(identity))
            table.Remember(identity, Attribute, hash);
        if (owner is null && unowned.Count == 0)
        {
            var made = UnownedLogin.Of(Guid.NewGuid());
            table.FindOrInsert(made, () => keys.NewKeys(made));
            table.Remember(made, Attribute, hash);
            unowned.Add(made);
        }
        return new KnownName(unowned.Count == 0 ? null : UnownedLogin.AccountOf(unowned[0]), [.. holders.Where(h => !UnownedLogin.Is(h))]);
    }

    // Ids have no line breaks: no two pairs make the same text.
    private byte[] Hash(AppId application, string name) =>
        HMACSHA256.HashData(lookupKey, Encoding.UTF8.GetBytes($"{Attribute}\0{application}\n{name}"));
}
