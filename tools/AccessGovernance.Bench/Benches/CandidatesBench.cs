using System.Diagnostics;
using AccessGovernance.Bench.Histories;
using AccessGovernance.Bench.Load;
using AccessGovernance.Roles;

namespace AccessGovernance.Bench.Benches;

/// <summary>Role candidates from users among whom roles were planted: how many are found again, exactly, and how soon.</summary>
internal static class CandidatesBench
{
    public static Report Run(PlantedShape shape, ulong seed, int repetitions, CancellationToken cancellation)
    {
        List<double> recalls = [], seconds = [], candidates = [];
        var limits = new RoleSearchLimits();
        var (gained, isExhaustive) = (0L, true);
        for (var i = 0; i < repetitions; i++)
        {
            var planted = new PlantedRoles(shape, seed + (ulong)i);
            var matrix = AccessMatrix.Of(shape.Permissions, planted.Users);
            var begun = Stopwatch.GetTimestamp();
            var found = RoleSearch.Find(matrix, limits, cancellation);
            seconds.Add(Stopwatch.GetElapsedTime(begun).TotalSeconds);
            recalls.Add(RecallOf(planted, found, limits));
            candidates.Add(found.Candidates.Length);
            gained += found.Candidates.Sum(c => c.Members.Sum(m => c.Permissions.Except(planted.Users[m]).LongCount()));
            isExhaustive &= found.IsExhaustive;
        }
        var report = new Report("candidates");
        report.Figure("recall", Figures.Of(recalls), ">= 0.95");
        report.Figure("search_s", Figures.Of(seconds), "<= 5");
        report.Figure("candidates", Figures.Of(candidates), "");
        report.Single("rights_added", gained, "0");
        report.Condition("exhaustive", isExhaustive);
        report.Condition("users", shape.Users);
        report.Condition("permissions", shape.Permissions);
        report.Condition("planted_roles", shape.Roles);
        report.Condition("seed", seed);
        report.Condition("repetitions", repetitions);
        return report;
    }

    private static double RecallOf(PlantedRoles planted, FoundCandidates found, RoleSearchLimits limits)
    {
        var expected = planted.Tellable(limits.MinMembers).ToList();
        var again = expected.Count(role => found.Candidates.Any(c => c.Permissions.AsSpan().SequenceEqual(role)));
        return expected.Count == 0 ? 1 : again / (double)expected.Count;
    }
}
