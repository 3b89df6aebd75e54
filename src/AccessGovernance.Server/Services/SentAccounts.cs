using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Observations;
using AccessGovernance.PersonalData;
using AccessGovernance.Server.Requests;
using Google.Protobuf;
using Account = AccessGovernance.Domain.Observations.ObservedAccount;

namespace AccessGovernance.Server.Services;

/// <summary>
/// The accounts of one part and the keys that stand for their logins. That of an owned account is a hash under a key of its owner and says
/// nothing any more once that is destroyed; that of an account of nobody known is random, and found by a look-up that dies with the account's own keys.
/// </summary>
internal sealed class SentAccounts(AppId application, SyncPart part, Fingerprints fingerprints, KeyStore keys)
{
    private readonly HashSet<IdentityId> owners = [];
    private readonly Dictionary<(string Login, IdentityId? Owner), int> accounts = [];
    private readonly SortedDictionary<int, Account> rows = [];
    private readonly Dictionary<int, KnownName> known = [];
    private readonly HashSet<string> present = new(StringComparer.Ordinal);
    private HashSet<IdentityId> forgotten = [];

    /// <exception cref="InvalidRequestException">The account is in the part already; only as gone may it stand there with another owner.</exception>
    public void Add(int row, Account account)
    {
        var login = account.Login!.PlainText!;
        if ((!account.Gone && present.Contains(login)) || !accounts.TryAdd((login, account.Identity), row))
            throw new InvalidRequestException($"accounts[{row}].account", "is in this part already");
        if (!account.Gone)
            present.Add(login);
        rows[row] = account;
        if (account.Identity is { } owner)
            owners.Add(owner);
    }

    /// <summary>Makes the keys of all owners, and of accounts without one, durable before any of them is used.</summary>
    public void Key()
    {
        forgotten = owners.Count == 0 ? [] : [.. keys.EnsureKeys(owners)];
        if (rows.Count == 0)
            return;
        var names = keys.Accounts.Resolve(application, [.. rows.Values.Select(a => new NamedAccount(a.Login!.PlainText!, a.Identity))]);
        foreach (var (row, name) in rows.Keys.Zip(names))
            known[row] = name;
    }

    /// <summary>The rows with their keys, in their order; in a delta those are found that nothing is called by any more.</summary>
    /// <param name="nameless">Finds them; null for a full report, which is whole without.</param>
    /// <param name="refuse">Told a row that cannot be told from others, and why; it is left out.</param>
    public ImmutableArray<Account> Keyed(NamelessAccounts? nameless, Action<int, InvalidRequestException> refuse)
    {
        var keyed = ImmutableArray.CreateBuilder<Account>(rows.Count);
        foreach (var (row, account) in rows)
        {
            try
            {
                var key = nameless is null ? KeyOf(row) : nameless.KeyOf($"accounts[{row}]", account, IsForgotten(account.Identity), KeyOf(row));
                keyed.Add(account with { Key = key, Login = IsForgotten(account.Identity) ? null : account.Login });
            }
            catch (InvalidRequestException e)
            {
                refuse(row, e);
            }
        }
        return keyed.DrainToImmutable();
    }

    /// <summary>Accounts of nobody known that are called like accounts of somebody, or like somebody.</summary>
    /// <param name="calledSo">Identities that are, or were, called something themselves.</param>
    public IEnumerable<MatchedLogin> Matches(Func<string, IEnumerable<IdentityId>> calledSo) => rows.SelectMany(r => known[r.Key].Unowned is { } unowned
        ? (r.Value.Identity is { } owner ? [owner] : known[r.Key].Owners.Concat(calledSo(r.Value.Login!.PlainText!))).Select(o => new MatchedLogin(unowned, o))
        : []).Distinct();

    /// <summary>Of everything that was sent. Logins count by their keys, and not at all where the row was refused for what it says.</summary>
    public Guid Fingerprint()
    {
        var content = part.Clone();
        for (var i = 0; i < content.Accounts.Count; i++)
            content.Accounts[i].Account = rows.ContainsKey(i) ? KeyOf(i).ToString("N") : "";
        return fingerprints.Of(content.ToByteArray());
    }

    private bool IsForgotten(IdentityId? owner) => owner is { } identity && forgotten.Contains(identity);

    // The accounts of somebody forgotten are told apart by their places in the report: nothing else of them may depend on the login.
    private Guid KeyOf(int row) => rows[row].Identity switch
    {
        null => known[row].Unowned!.Value,
        { } identity when IsForgotten(identity) => fingerprints.Of(Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"observed account of\n{application}\n{identity}\n{part.Number}\n{row}"))),
        { } identity => fingerprints.OfText(identity, RetentionClass.Evidence, $"observed account\n{application}\n{rows[row].Login!.PlainText}"),
    };
}
