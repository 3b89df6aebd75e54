using System.Collections.Immutable;
using AccessGovernance.AccessHistory;
using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Conditions;
using AccessGovernance.Domain.Observations;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.Server.Reviews.Populations;

/// <summary>An item of an account of nobody known, before it is known who reviews it.</summary>
/// <param name="Entitlement">A place.</param>
/// <param name="Subjects">Persons of identities that are, or were, called like the account: it may be theirs.</param>
internal readonly record struct AccountDraft(
    IdentityId Account, int Entitlement, ImmutableArray<PersonId> Subjects, ItemOrigin Origin, Instant? LastUsed, ImmutableArray<EntitlementId> Implied)
{
    /// <summary>An exclusion describes it, which does not count.</summary>
    public bool Kept { get; init; }
}

/// <param name="Considered">Rows that there were to choose from, as of <see cref="ItemSearch"/>.</param>
internal sealed record SearchedAccounts(IReadOnlyList<AccountDraft> Drafts, long Considered);

/// <summary>
/// Finds the items of accounts of nobody known: what target systems reported them to have, and what is defined here. Nobody knows whose they are, who
/// granted it and when: a condition that asks for that leaves them in, as it does with the forgotten. Entitlements, applications and last uses are
/// judged. What an account has only through entitlements that are items themselves is listed under each of those. For one thread.
/// </summary>
internal sealed class AccountSearch(AccessShape shape, DirectoryReader directory, Instant now)
{
    private readonly List<AccountDraft> drafts = [];

    private long considered;

    /// <summary>The drafts of all accounts, in the order of the accounts as given.</summary>
    public SearchedAccounts Search(IReadOnlyList<UnownedAccess> accounts)
    {
        foreach (var account in accounts)
        {
            if (account.Holds.Count > 0)
                Search(account, SubjectsOf(account.Account));
        }
        return new(drafts, considered);
    }

    private void Search(UnownedAccess account, ImmutableArray<PersonId> subjects)
    {
        var ofParties = subjects.Any(p => shape.Parties.Contains(p));
        if (shape.OfPartiesOnly && !ofParties)
            return;
        var belongs = account.Holds.Where(h => Belongs(h, scopeOnly: ofParties)).ToDictionary(h => shape.Entitlements[h.Entitlement].Id);
        var under = belongs.Values.Where(h => !h.Direct && h.Through.All(belongs.ContainsKey)).ToHashSet();
        considered += account.Holds.Count - under.Count;
        foreach (var hold in account.Holds)
        {
            var id = shape.Entitlements[hold.Entitlement].Id;
            if (!belongs.ContainsKey(id) || under.Contains(hold))
                continue;
            var origin = new ItemOrigin(hold.Direct, [.. hold.Through], hold.Since, null, CauseKind.Import, null);
            drafts.Add(new(UnownedLogin.Of(account.Account), hold.Entitlement, subjects, origin, hold.LastUsed,
                [.. account.Holds.Where(u => under.Contains(u) && u.Through.Contains(id)).Select(u => shape.Entitlements[u.Entitlement].Id)])
            {
                Kept = ofParties && !Belongs(hold, scopeOnly: false),
            });
        }
    }

    private bool Belongs(UnownedHolding hold, bool scopeOnly)
    {
        var (entitlement, answers) = (shape.Entitlements[hold.Entitlement], AnswersOf(hold));
        var truth = scopeOnly ? shape.Condition.JudgeScope([], entitlement.Answers, answers) : shape.Condition.Judge([], entitlement.Answers, answers);
        return entitlement.MayBeIn && truth != Truth.False;
    }

    private Truth[] AnswersOf(UnownedHolding hold) => shape.Condition.OfGrant(
        _ => hold.LastUsed is { } used ? new InstantValue(used) : null, attribute => attribute == "last_used", shape.All.At);

    private ImmutableArray<PersonId> SubjectsOf(Guid account) => [.. directory.CalledLike(account, shape.All.At)
        .SelectMany(i => Linked.Subjects(i, shape.All.At, now)).Distinct().OrderBy(p => p.Value, StringComparer.Ordinal)];
}
