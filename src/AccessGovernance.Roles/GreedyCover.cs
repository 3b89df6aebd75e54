using System.Collections.Immutable;

namespace AccessGovernance.Roles;

/// <summary>
/// Chooses of many sets, one after the other, the one that saves the most on top of those chosen before. What a set saves only falls as others
/// are chosen, so that most need not be judged again (Minoux: Accelerated greedy algorithms, 1978). For one thread.
/// </summary>
internal sealed class GreedyCover(AccessMatrix matrix, MemberFinding members, RoleSearchLimits limits)
{
    // Of each thing that somebody holds, whether a chosen role stands for it.
    private readonly bool[] covered = new bool[matrix.Cells];

    /// <returns>Also whether all that save something are answered.</returns>
    public (ImmutableArray<RoleCandidate> Chosen, bool AreAll) Choose(IReadOnlyList<int[]> sets, CancellationToken cancellation)
    {
        var waiting = new PriorityQueue<int, Rank>();
        for (var set = 0; set < sets.Count; set++)
            Judge(set);
        var chosen = ImmutableArray.CreateBuilder<RoleCandidate>();
        while (waiting.TryDequeue(out var best, out var rank) && chosen.Count < limits.MaxCandidates)
        {
            cancellation.ThrowIfCancellationRequested();
            var saves = SavesOf(sets[best]);
            if (saves == rank.Saves)
                chosen.Add(Take(sets[best], saves));
            else if (saves > 0)
                waiting.Enqueue(best, rank with { Saves = saves });
        }
        return (chosen.ToImmutable(), waiting.Count == 0);

        void Judge(int set)
        {
            if (SavesOf(sets[set]) is > 0 and var saves)
                waiting.Enqueue(set, new(saves, set));
        }
    }

    // One assignment of the role instead of several, for whoever has anything that is not covered; and the role has to be made.
    private long SavesOf(int[] set)
    {
        var saves = -(long)set.Length;
        foreach (var user in members.Of(set))
            saves += Math.Max(0, Uncovered(user, set, cover: false) - 1);
        return saves;
    }

    private RoleCandidate Take(int[] set, long saves)
    {
        ImmutableArray<int> users = [.. members.Of(set)];
        foreach (var user in users)
            Uncovered(user, set, cover: true);
        return new([.. set], users, (long)set.Length * users.Length, saves);
    }

    private int Uncovered(int user, int[] set, bool cover)
    {
        var held = matrix.Of(user);
        var (begin, at, count) = (matrix.BeginOf(user), 0, 0);
        foreach (var permission in set)
        {
            while (held[at] != permission)
                at++;
            count += covered[begin + at] ? 0 : 1;
            covered[begin + at] |= cover;
        }
        return count;
    }

    /// <summary>What saves more comes first; then what was found more often.</summary>
    private readonly record struct Rank(long Saves, int Set) : IComparable<Rank>
    {
        public int CompareTo(Rank other) => Saves != other.Saves ? other.Saves.CompareTo(Saves) : Set.CompareTo(other.Set);
    }
}
