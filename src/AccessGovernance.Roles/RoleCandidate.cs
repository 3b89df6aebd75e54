using System.Collections.Immutable;

namespace AccessGovernance.Roles;

/// <summary>
/// Permissions that some users all hold: as a role, they would give none of its members anything that they did not have. Nobody else holds
/// all of them, and the members hold nothing more in common.
/// </summary>
/// <param name="Permissions">By their places, in order.</param>
/// <param name="Members">By their places, in order: everybody who holds all of them.</param>
/// <param name="Replaces">Single assignments of members that the role would stand for.</param>
/// <param name="Saves">
/// Assignments that would be fewer, once the candidates before it are roles: the single ones that only this one replaces, less one for each
/// member who gains by it and less what the role consists of.
/// </param>
public sealed record RoleCandidate(ImmutableArray<int> Permissions, ImmutableArray<int> Members, long Replaces, long Saves);

/// <summary>What a search found, best first.</summary>
/// <param name="IsExhaustive">False where a bound of the search left something out: there may be better ones.</param>
public sealed record FoundCandidates(ImmutableArray<RoleCandidate> Candidates, bool IsExhaustive);
