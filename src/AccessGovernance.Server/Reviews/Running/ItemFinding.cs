using System.Collections.Immutable;
using AccessGovernance.AccessHistory;
using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Observations;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.Reviews;

namespace AccessGovernance.Server.Reviews.Running;

/// <summary>What deciding about an item has to know of now: whose access it has become since the population was frozen.</summary>
internal sealed class ItemFinding(DirectoryReader directory)
{
    public ImmutableArray<PersonId> SubjectsSince(CampaignRecord campaign, ItemRecord item) =>
        directory.PersonsOf(item.Frozen.Identity, campaign.Basis.ValidAt);

    /// <summary>What is known now of an account of nobody known.</summary>
    public UnownedAccount AccountOf(IdentityId unowned, Instant now)
    {
        var account = UnownedLogin.AccountOf(unowned);
        var called = directory.CalledLike(account, now);
        return new(account, [.. called.Select(i => i.Id)], called.Any(i => i.Forgotten));
    }

    public static ItemFacts FactsOf(ItemRecord item, ImmutableArray<PersonId> since)
    {
        var frozen = item.Frozen;
        return new(frozen.Identity, frozen.Entitlement, frozen.Application, [.. frozen.Subjects.Union(since)], frozen.Involved ?? Involved.Nobody,
            frozen.Advice.Recommendation);
    }
}
