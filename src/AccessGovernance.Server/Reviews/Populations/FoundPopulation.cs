using System.Collections.Immutable;
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
    Population Population, ImmutableArray<FrozenItem> Items, ImmutableArray<ResolvedReviewers> Resolutions, long OfForgotten, long NotKnown);
