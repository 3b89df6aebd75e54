namespace AccessGovernance.Roles;

/// <summary>What a role must have, and how much work its search may take. What lies beyond a bound is left out, and the answer says so.</summary>
public sealed record RoleSearchLimits
{
    /// <summary>Fewer members are no role: 2 or more.</summary>
    public int MinMembers { get; init; } = 3;

    /// <summary>Fewer permissions are no role: 1 or more.</summary>
    public int MinPermissions { get; init; } = 2;

    /// <summary>Different sets of permissions that are compared with each other, each with each; spread evenly over all that there are.</summary>
    public int MaxCompared { get; init; } = 8_000;

    /// <summary>Common permissions met while comparing, after which no more are compared: what bounds the time.</summary>
    public long MaxMeetings { get; init; } = 2_000_000_000;

    /// <summary>Different sets of common permissions that are kept.</summary>
    public int MaxSets { get; init; } = 1_000_000;

    /// <summary>Permissions that all of these have together.</summary>
    public int MaxSetMembers { get; init; } = 32_000_000;

    /// <summary>Sets whose members are looked for: those that were common to most pairs.</summary>
    public int MaxCounted { get; init; } = 30_000;

    /// <summary>Sets that are compared with each other once more, so that what only three users have in common is found too.</summary>
    public int MaxDeepened { get; init; } = 3_000;

    /// <summary>Candidates that are answered.</summary>
    public int MaxCandidates { get; init; } = 1_000;
}
