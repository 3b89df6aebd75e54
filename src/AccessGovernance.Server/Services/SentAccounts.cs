using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.PersonalData;
using AccessGovernance.Server.Requests;
using Google.Protobuf;
using Account = AccessGovernance.Domain.Observations.ObservedAccount;

namespace AccessGovernance.Server.Services;

/// <summary>
/// The accounts of one part and the keyed hashes that stand for their logins. That of an owned account is made with a key of its owner and says
/// nothing any more once that is destroyed; that of an account of nobody known is made with a key of the store.
/// </summary>
internal sealed class SentAccounts(AppId application, SyncPart part, Fingerprints fingerprints, KeyStore keys)
{
    private readonly Dictionary<string, IdentityId> owners = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Login, IdentityId? Owner), (int Row, Account Account)> accounts = [];
    private readonly HashSet<string> present = new(StringComparer.Ordinal);
    private HashSet<IdentityId> forgotten = [];

    /// <summary>Remembers whom a row names, also where the row is refused for something else.</summary>
    public void Own(string name, IdentityId? owner)
    {
        if (owner is { } identity)
            owners[name] = identity;
    }

    /// <exception cref="InvalidRequestException">The account is in the part already; only as gone may it stand there with another owner.</exception>
    public void Add(int row, Account account)
    {
        var login = account.Login!.PlainText!;
        if ((!account.Gone && present.Contains(login)) || !accounts.TryAdd((login, account.Identity), (row, account)))
            throw new InvalidRequestException($"accounts[{row}].account", "is in this part already");
        if (!account.Gone)
            present.Add(login);
    }

    /// <summary>Makes the keys of all owners durable, before any of them is used.</summary>
    public void Key() => forgotten = owners.Count == 0 ? [] : [.. keys.EnsureKeys([.. owners.Values.Distinct()])];

    /// <summary>What belongs to somebody forgotten is still there; what it is called would say who that was.</summary>
    public ImmutableArray<Account> Keyed() =>
    [
        .. accounts.Select(a => a.Value.Account with
        {
            Key = KeyOf(a.Value.Row, a.Key.Login, a.Key.Owner),
            Login = IsForgotten(a.Key.Owner) ? null : a.Value.Account.Login,
        }),
    ];

    /// <summary>Of everything that was sent. Logins count by their keys, and not at all where the row names nobody who is registered.</summary>
    public Guid Fingerprint()
    {
        var content = part.Clone();
        for (var i = 0; i < content.Accounts.Count; i++)
        {
            var row = content.Accounts[i];
            var known = owners.TryGetValue(row.Identity, out var owner);
            row.Account = known || row.Identity.Length == 0 ? KeyOf(i, row.Account, known ? owner : null).ToString("N") : "";
        }
        return fingerprints.Of(content.ToByteArray());
    }

    private bool IsForgotten(IdentityId? owner) => owner is { } identity && forgotten.Contains(identity);

    // The accounts of somebody forgotten are told apart by their places in the report: nothing else of them may depend on the login.
    private Guid KeyOf(int row, string login, IdentityId? owner) => owner switch
    {
        null => OfStore($"observed account\n{application}\n{login}"),
        { } identity when IsForgotten(identity) =>
            OfStore(string.Create(CultureInfo.InvariantCulture, $"observed account of\n{application}\n{identity}\n{part.Number}\n{row}")),
        { } identity => fingerprints.OfText(identity, RetentionClass.Evidence, $"observed account\n{application}\n{login}"),
    };

    private Guid OfStore(string text) => fingerprints.Of(Encoding.UTF8.GetBytes(text));
}
