namespace AccessGovernance.Roles;

/// <summary>
/// Finds what pairs of sets have in common. Two sets meet through a list of holders of each permission, so that pairs that have little in
/// common cost little. For one thread.
/// </summary>
internal sealed class CommonSets(RoleSearchLimits limits, int permissions)
{
    private long meetings;

    /// <summary>False once a bound was reached.</summary>
    public bool IsExhaustive { get; private set; } = true;

    /// <summary>Adds to a table what any two of some sets have in common, where it is enough for a role.</summary>
    /// <param name="sets">At most as many as can be compared; those that are left are told as a bound that was reached.</param>
    public void FindInto(SetTable table, IReadOnlyList<int[]> sets, CancellationToken cancellation)
    {
        var holders = HoldersOf(sets);
        var (shared, met, common) = (new int[sets.Count], new List<int>(), new int[permissions]);
        for (var one = 0; one < sets.Count && !table.IsFull; one++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!Meet(one, sets[one], holders, shared, met))
                break;
            foreach (var other in met)
            {
                if (shared[other] >= limits.MinPermissions)
                    table.Add(common.AsSpan(0, SortedSets.Intersect(sets[one], sets[other], common)));
                shared[other] = 0;
            }
            met.Clear();
        }
        IsExhaustive &= !table.IsFull;
    }

    // Each pair once: of the holders those who come later.
    private bool Meet(int one, int[] set, List<int>[] holders, int[] shared, List<int> met)
    {
        foreach (var permission in set)
        {
            var list = holders[permission];
            var next = ~list.BinarySearch(one, Later.Instance);
            meetings += list.Count - next;
            if (meetings > limits.MaxMeetings)
                return IsExhaustive = false;
            for (; next < list.Count; next++)
            {
                var other = list[next];
                if (shared[other]++ == 0)
                    met.Add(other);
            }
        }
        return true;
    }

    private List<int>[] HoldersOf(IReadOnlyList<int[]> sets)
    {
        var holders = new List<int>[permissions];
        for (var permission = 0; permission < permissions; permission++)
            holders[permission] = [];
        for (var set = 0; set < sets.Count; set++)
        {
            foreach (var permission in sets[set])
                holders[permission].Add(set);
        }
        return holders;
    }

    /// <summary>Finds the place after a number, which counts as being before it.</summary>
    private sealed class Later : IComparer<int>
    {
        public static readonly Later Instance = new();

        public int Compare(int x, int y) => x <= y ? -1 : 1;
    }
}
