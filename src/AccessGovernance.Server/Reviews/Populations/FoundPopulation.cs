using System.Collections.Immutable;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.Server.Reviews.Populations;

/// <summary>What a campaign is about, found and not frozen yet. Immutable.</summary>
/// <param name="Items">In canonical order: by the bytes of the identity's id, then of the entitlement's; numbers are 1 to n.</param>
/// <param name="Resolutions">The reviewers of the first stage, each distinct resolution once; items name them by their places.</param>
/// <param name="OfForgotten">Items of identities that are forgotten.</param>
/// <param name="NotKnown">
/// Of those the items for which the conditions ask what is not known any more, so that nobody can say whether they belong here: they do.
/// </param>
public sealed record FoundPopulation(
    Population Population, ImmutableArray<FrozenItem> Items, ImmutableArray<ResolvedReviewers> Resolutions, long OfForgotten, long NotKnown)
{
    /// <summary>Persons who had a hand in the exclusions, in order of ids.</summary>
    public ImmutableArray<PersonId> Parties { get; init; } = [];

    /// <summary>Items that an exclusion describes, and that are here because they are the access of one of those, in order.</summary>
    public ImmutableArray<ItemNumber> OwnKept { get; init; } = [];

    /// <summary>The same as it is recorded with the launch; null where there are none.</summary>
    public OwnAccessKept? Kept => OwnKept.IsEmpty ? null : new(Parties, OwnKept.Length);
}
