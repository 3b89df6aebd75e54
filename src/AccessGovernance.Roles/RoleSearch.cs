namespace AccessGovernance.Roles;

/// <summary>
/// Finds role candidates: what users have in common, pair by pair, as FastMiner does (Vaidya, Atluri, Guo: RoleMiner, 2006), and once more
/// between what was found; all of these are closed sets of permissions. Of them a greedy cover is chosen that saves the most assignments. The same
/// matrix gives the same candidates in the same order. Nothing is applied: this only looks.
/// </summary>
public static class RoleSearch
{
    /// <exception cref="ArgumentException">The limits ask for roles of fewer than two members, or of no permissions.</exception>
    /// <exception cref="OperationCanceledException"/>
    public static FoundCandidates Find(AccessMatrix matrix, RoleSearchLimits limits, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(limits);
        if (limits.MinMembers < 2 || limits.MinPermissions < 1)
            throw new ArgumentException("A role has two members and one permission at least.", nameof(limits));
        var holders = matrix.Holders();
        var members = new MemberFinding(matrix, holders);
        var (compared, isWhole) = Compared(matrix, holders, limits);
        var table = new SetTable(limits.MaxSets, limits.MaxSetMembers);
        var common = new CommonSets(limits, matrix.Permissions);
        foreach (var set in compared)
            table.Add(set);
        common.FindInto(table, compared, cancellation);
        var (drafts, isCounted) = Counted(table, members, limits, cancellation);
        var deeper = new SetTable(limits.MaxSets, limits.MaxSetMembers);
        common.FindInto(deeper, [.. drafts.Take(limits.MaxDeepened)], cancellation);
        var known = drafts.Select(d => new SetKey(d)).ToHashSet();
        var (more, isCountedToo) = Counted(deeper, members, limits, cancellation);
        drafts.AddRange(more.Where(d => known.Add(new(d))));
        var (chosen, isAnswered) = new GreedyCover(matrix, members, limits).Choose(drafts, cancellation);
        return new(chosen, isWhole && isCounted && isCountedToo && isAnswered && common.IsExhaustive);
    }

    // Different sets of what users hold, without permissions that too few hold for any role.
    private static (List<int[]> Sets, bool IsWhole) Compared(AccessMatrix matrix, int[][] holders, RoleSearchLimits limits)
    {
        var different = new SetTable(int.MaxValue, AccessMatrix.MaxCells);
        for (var user = 0; user < matrix.Users; user++)
        {
            int[] held = [.. matrix.Of(user).ToArray().Where(p => holders[p].Length >= limits.MinMembers)];
            if (held.Length >= limits.MinPermissions)
                different.Add(held);
        }
        var count = Math.Min(different.Count, limits.MaxCompared);
        var sets = new List<int[]>(count);
        for (var i = 0; i < count; i++)
            sets.Add(different[(int)((long)i * different.Count / count)].ToArray());
        return (sets, count == different.Count);
    }

    // Those with members enough, most often found first.
    private static (List<int[]> Sets, bool AreAll) Counted(SetTable table, MemberFinding members, RoleSearchLimits limits, CancellationToken cancellation)
    {
        var order = Enumerable.Range(0, table.Count).OrderByDescending(table.TimesFound).ThenBy(set => set).Take(limits.MaxCounted);
        var counted = new List<int[]>();
        foreach (var set in order)
        {
            cancellation.ThrowIfCancellationRequested();
            if (members.Of(table[set]).Length >= limits.MinMembers)
                counted.Add(table[set].ToArray());
        }
        return (counted, table.Count <= limits.MaxCounted);
    }

    /// <summary>A set that is equal to another with the same members.</summary>
    private readonly record struct SetKey(int[] Set)
    {
        public bool Equals(SetKey other) => Set.AsSpan().SequenceEqual(other.Set);

        public override int GetHashCode()
        {
            var hash = default(HashCode);
            foreach (var member in Set)
                hash.Add(member);
            return hash.ToHashCode();
        }
    }
}
