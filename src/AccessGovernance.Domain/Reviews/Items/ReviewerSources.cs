using System.Collections.Immutable;
using AccessGovernance.Domain.Reviews.Definitions;

namespace AccessGovernance.Domain.Reviews.Items;

/// <summary>
/// Who is whose manager, owns what, belongs to which group: as frozen for a launch, or as it is when a reviewer is replaced. Read only;
/// what is not in it is not known, and finds nobody.
/// </summary>
public sealed record ReviewerSources
{
    public required IReadOnlyDictionary<PersonId, PersonId> LineManagers { get; init; }
    public required IReadOnlyDictionary<EntitlementId, PersonId> EntitlementOwners { get; init; }
    public required IReadOnlyDictionary<AppId, PersonId> ApplicationOwners { get; init; }

    /// <summary>The persons behind the holders of each governance group, in order of their ids.</summary>
    public required IReadOnlyDictionary<EntitlementId, ImmutableArray<PersonId>> Groups { get; init; }

    /// <summary>The persons that each condition of a rule describes, in order of their ids.</summary>
    public required IReadOnlyDictionary<ConditionText, ImmutableArray<PersonId>> Described { get; init; }

    /// <summary>Persons who can review nothing: they left, or are forgotten.</summary>
    public required IReadOnlySet<PersonId> Gone { get; init; }

    /// <summary>Everybody whom the rule points to, before anybody is left out; of a manager's rule see <see cref="LineManagers"/>.</summary>
    internal ImmutableArray<PersonId> PointedToBy(ReviewerRule rule, ItemFacts facts) => rule.Kind switch
    {
        ReviewerKinds.EntitlementOwner => EntitlementOwners.TryGetValue(facts.Entitlement, out var owner) ? [owner] : [],
        ReviewerKinds.ApplicationOwner => ApplicationOwners.TryGetValue(facts.Application, out var owner) ? [owner] : [],
        ReviewerKinds.Named => rule.Persons,
        ReviewerKinds.GovernanceGroup => Groups.TryGetValue(rule.Group!.Value, out var members) ? members : [],
        ReviewerKinds.Described => Described.TryGetValue(rule.Condition!.Value, out var persons) ? persons : [],
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule.Kind, null),
    };
}
