using System.Collections.Immutable;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.Grains.Reviews;

/// <summary>A command about one item.</summary>
/// <param name="SubjectsSince">Persons that the identity came to belong to, or to be owned by, since the population was frozen.</param>
[GenerateSerializer, Immutable]
public sealed record ItemRequest(
    [property: Id(0)] ItemNumber Item, [property: Id(1)] ReviewItemCommand Command, [property: Id(2)] ImmutableArray<PersonId> SubjectsSince);

/// <summary>A command about the case of one item.</summary>
/// <param name="SubjectsSince">As of <see cref="ItemRequest"/>.</param>
[GenerateSerializer, Immutable]
public sealed record CaseRequest(
    [property: Id(0)] ItemNumber Item, [property: Id(1)] RemediationCommand Command, [property: Id(2)] ImmutableArray<PersonId> SubjectsSince);

/// <summary>How one of several requests in a call ended.</summary>
public enum ItemResultKind
{
    Recorded = 1,

    /// <summary>What was asked for held already.</summary>
    Unchanged = 2,
    Refused = 3,

    /// <summary>The call was made before with the same request id: nothing was decided again.</summary>
    Repeated = 4,
}

[GenerateSerializer, Immutable]
public sealed record ItemResult([property: Id(0)] ItemNumber Item, [property: Id(1)] ItemResultKind Kind, [property: Id(2)] Refusal? Refusal);

/// <summary>How a call about several items of a part ended: each by itself.</summary>
/// <param name="Outcome">Of the call; refused where every item was.</param>
[GenerateSerializer, Immutable]
public sealed record PartOutcome([property: Id(0)] Outcome Outcome, [property: Id(1)] ImmutableArray<ItemResult> Results);
