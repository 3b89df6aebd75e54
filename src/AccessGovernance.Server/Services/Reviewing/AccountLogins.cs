using AccessGovernance.AccessHistory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Observations;
using AccessGovernance.Reviews;

namespace AccessGovernance.Server.Services.Reviewing;

/// <summary>What target systems call the accounts of nobody known that items are about: for whoever reviews them, or sees personal data.</summary>
public sealed class AccountLogins(HistoryReader history, ObservedLogins logins)
{
    /// <summary>By whose access the items are; identities, and accounts whose names are forgotten, are missing.</summary>
    public async ValueTask<IReadOnlyDictionary<IdentityId, string>> Of(IEnumerable<ItemRecord> items, CancellationToken cancellation)
    {
        var (found, reading) = (new Dictionary<IdentityId, string>(), history.Latest);
        foreach (var application in items.Select(i => i.Frozen).Where(i => UnownedLogin.Is(i.Identity)).GroupBy(i => i.Application))
        {
            var accounts = application.Select(i => UnownedLogin.AccountOf(i.Identity)).ToHashSet();
            foreach (var (account, login) in await logins.Of(history.UnownedReportedAt(application.Key, accounts, reading), cancellation))
                found[UnownedLogin.Of(account)] = login;
        }
        return found;
    }
}
