using System.Collections.Immutable;
using AccessGovernance.AccessHistory;
using AccessGovernance.Domain;

namespace AccessGovernance.Server.Reviews.Populations;

/// <summary>Everything that a population is found among: who holds what, and what is known of both, by places.</summary>
internal sealed record AccessShape(AccessOfAll All, RowCondition Condition, EntitlementFacts[] Entitlements, IdentityFacts[] Identities, ObservedUses Uses)
{
    /// <summary>Persons whose access no exclusion leaves out.</summary>
    public ImmutableArray<PersonId> Parties { get; init; } = [];

    /// <summary>Whether nothing but their access is looked for.</summary>
    public bool OfPartiesOnly { get; init; }

    /// <summary>Identities that are active at the instant, once they were looked at; synthetic ones are left out.</summary>
    public bool[] Active { get; } = new bool[Identities.Length];
}
