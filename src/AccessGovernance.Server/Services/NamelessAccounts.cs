using AccessGovernance.AccessHistory;
using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Server.Requests;
using Account = AccessGovernance.Domain.Observations.ObservedAccount;

namespace AccessGovernance.Server.Services;

/// <summary>
/// Accounts that are there and that no name finds any more, because their owners were forgotten. A delta that names the owner is about the only one of
/// the owner; what cannot be told from others is refused, and left to the next full report. Serves one part; not thread-safe.
/// </summary>
internal sealed class NamelessAccounts(AppId application, Reading reading, HistoryReader history, DirectoryReader directory)
{
    private readonly Lazy<HashSet<Guid>> orphans = new(() => [.. history.OrphansOf(application, reading)]);
    private readonly HashSet<IdentityId> asked = [];
    private bool? exist;

    /// <param name="given">The key that the account has by what was sent.</param>
    /// <exception cref="InvalidRequestException">The account cannot be told from others.</exception>
    public Guid KeyOf(string field, Account account, bool ownerIsForgotten, Guid given)
    {
        if (account.Identity is not { } owner)
        {
            return !account.Gone || orphans.Value.Contains(given) || !Exist ? given
                : throw new InvalidRequestException(field + ".account", "may be an account whose owner was forgotten, and is called by no name any more: "
                    + "name the owner, or report in full");
        }
        if (!ownerIsForgotten)
            return given;
        var theirs = Of(owner);
        if (theirs.Count > 1 || (theirs.Count == 1 && !asked.Add(owner)))
            throw new InvalidRequestException(field + ".account", "cannot be told from other accounts of somebody forgotten; report in full");
        return theirs.Count == 1 ? theirs[0] : given;
    }

    private bool Exist => exist ??= directory.Forgotten().Any(i => Of(i).Count > 0);

    private List<Guid> Of(IdentityId owner) =>
        [.. history.AccountsOf(application, owner, reading).Concat(directory.LoginsOf(owner).Where(orphans.Value.Contains)).Distinct()];
}
