using System.Collections.Immutable;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Requests;
using V1 = AccessGovernance.Api.V1;

namespace AccessGovernance.Server.Services.Reviewing;

/// <summary>Which items of a work list are wanted: those that pass everything that is given.</summary>
internal sealed record WorkFilter(ImmutableArray<WorkState> States, AppId? Application, EntitlementId? Entitlement, IdentityId? Identity, Risk? MinRisk)
{
    private static readonly ImmutableArray<WorkState> NotSignedOff = [WorkState.Open, WorkState.Answered];

    public Recommendation? Recommendation { get; init; }

    /// <exception cref="InvalidRequestException">Something given is no name or no word.</exception>
    public static WorkFilter Parse(V1.ListWorkItemsRequest request) => new(
        StatesOf(request.States),
        request.Application.Length == 0 ? null : Names.Application("application", request.Application),
        request.Entitlement.Length == 0 ? null : Names.Entitlement("entitlement", request.Entitlement),
        request.Identity.Length == 0 ? null : Names.Identity("identity", request.Identity),
        request.MinRisk == V1.Risk.Unspecified ? null : Texts.Enum<V1.Risk, Risk>("min_risk", request.MinRisk))
    {
        Recommendation = request.Recommendation == V1.Recommendation.Unspecified
            ? null : Texts.Enum<V1.Recommendation, Recommendation>("recommendation", request.Recommendation),
    };

    /// <summary>States of a request; open and answered where it names none.</summary>
    public static ImmutableArray<WorkState> StatesOf(IReadOnlyList<V1.WorkState> states) => states.Count == 0
        ? NotSignedOff
        : [.. states.Select((s, i) => s == V1.WorkState.Unspecified ? throw new InvalidRequestException($"states[{i}]", "must be open, answered or signed off")
            : Texts.Enum<V1.WorkState, WorkState>($"states[{i}]", s))];

    public bool Wants(ItemRecord item, ImmutableArray<PersonId> persons) => States.Contains(WorkItems.StateOf(item.PlaceOf(persons)))
        && (Application is null || item.Frozen.Application == Application) && (Entitlement is null || item.Frozen.Entitlement == Entitlement)
        && (Identity is null || item.Frozen.Identity == Identity) && (MinRisk is null || item.Frozen.Risk >= MinRisk)
        && (Recommendation is null || item.Frozen.Advice.Recommendation == Recommendation);
}
