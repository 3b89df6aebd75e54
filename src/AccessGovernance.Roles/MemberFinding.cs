namespace AccessGovernance.Roles;

/// <summary>Finds the users who hold all of some permissions. For one thread.</summary>
internal sealed class MemberFinding(AccessMatrix matrix, int[][] holders)
{
    private readonly int[] found = new int[matrix.Users];

    /// <summary>In order; valid until the next call.</summary>
    public ReadOnlySpan<int> Of(ReadOnlySpan<int> permissions)
    {
        var rarest = permissions[0];
        foreach (var permission in permissions)
        {
            if (holders[permission].Length < holders[rarest].Length)
                rarest = permission;
        }
        var count = 0;
        foreach (var user in holders[rarest])
        {
            if (SortedSets.HasAll(matrix.Of(user), permissions))
                found[count++] = user;
        }
        return found.AsSpan(0, count);
    }
}
