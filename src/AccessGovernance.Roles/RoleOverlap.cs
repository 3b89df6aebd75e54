using System.Collections.Immutable;

namespace AccessGovernance.Roles;

/// <summary>How a candidate stands to a role that exists.</summary>
public enum OverlapKind
{
    /// <summary>It consists of the same.</summary>
    Same = 1,

    /// <summary>It has everything that the role has, and more.</summary>
    Extends = 2,

    /// <summary>The role has everything that it has, and more.</summary>
    Within = 3,
}

/// <summary>An existing role that a candidate is compared with.</summary>
/// <param name="Role">Its place among those that were given.</param>
/// <param name="Difference">How many permissions the one has and the other lacks.</param>
public sealed record RoleOverlap(int Role, OverlapKind Kind, int Difference)
{
    /// <summary>
    /// The existing roles that are the same as a candidate, that it extends or that it lies within: the nearest first, at most so many.
    /// Roles that only meet it in part are none of these.
    /// </summary>
    /// <param name="permissions">Of the candidate, in order.</param>
    /// <param name="roles">What each existing role consists of, in order; empty ones are passed over.</param>
    public static ImmutableArray<RoleOverlap> Find(ReadOnlySpan<int> permissions, IReadOnlyList<int[]> roles, int most)
    {
        ArgumentNullException.ThrowIfNull(roles);
        var overlaps = new List<RoleOverlap>();
        for (var role = 0; role < roles.Count; role++)
        {
            var content = roles[role];
            var difference = permissions.Length - content.Length;
            if (content.Length == 0)
                continue;
            if (difference >= 0 && SortedSets.HasAll(permissions, content))
                overlaps.Add(new(role, difference == 0 ? OverlapKind.Same : OverlapKind.Extends, difference));
            else if (difference < 0 && SortedSets.HasAll(content, permissions))
                overlaps.Add(new(role, OverlapKind.Within, -difference));
        }
        return [.. overlaps.OrderBy(o => o.Difference).ThenBy(o => o.Kind).ThenBy(o => o.Role).Take(most)];
    }
}
