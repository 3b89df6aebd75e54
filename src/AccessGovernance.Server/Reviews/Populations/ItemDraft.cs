using System.Collections.Immutable;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.Server.Reviews.Populations;

/// <summary>An item before it is known who its peers are, and who reviews it.</summary>
/// <param name="Identity">A place.</param>
/// <param name="Entitlement">A place.</param>
/// <param name="IsActive">The identity is active: it is among its own group's members.</param>
/// <param name="NotKnown">Whether it belongs to the population is not known.</param>
internal readonly record struct ItemDraft(
    int Identity, int Entitlement, bool IsActive, bool NotKnown, ItemOrigin Origin, ImmutableArray<EntitlementId> Implied);
