using CsCheck;

namespace AccessGovernance.Roles.Tests;

/// <summary>What holds of the candidates of every matrix.</summary>
public sealed class CandidateProperties
{
    private const int Permissions = 12;

    private static readonly Gen<int[]> Held = Gen.Int[0, Permissions - 1].Array[0, 9].Select(held => held.Distinct().Order().ToArray());

    private static readonly Gen<(int[][] Users, RoleSearchLimits Limits)> Any = Gen.Select(
        Held.Array[0, 30], Gen.Int[2, 4], Gen.Int[1, 3],
        (users, members, permissions) => (users, new RoleSearchLimits { MinMembers = members, MinPermissions = permissions }));

    [Fact]
    public void Members_are_exactly_those_who_hold_everything_already() => Any.Sample(
        any => Assert.All(Search(any.Users, any.Limits).Candidates, c =>
        {
            Assert.Equal(Naive.Members(any.Users, c.Permissions), c.Members);
            Assert.True(c.Members.Length >= any.Limits.MinMembers && c.Permissions.Length >= any.Limits.MinPermissions);
            Assert.Equal(c.Permissions, Naive.InCommon(any.Users, c.Members).Order());
        }),
        iter: 2_000);

    [Fact]
    public void What_they_save_is_what_would_be_fewer() => Any.Sample(
        any =>
        {
            var single = Enumerable.Range(0, any.Users.Length).SelectMany(u => any.Users[u].Select(p => (u, p))).ToHashSet();
            foreach (var candidate in Search(any.Users, any.Limits).Candidates)
            {
                var before = single.Count;
                var gaining = candidate.Members.Count(m => candidate.Permissions.Any(p => single.Contains((m, p))));
                single.ExceptWith(candidate.Members.SelectMany(m => candidate.Permissions.Select(p => (m, p))));
                Assert.Equal(before - single.Count - gaining - candidate.Permissions.Length, candidate.Saves);
                Assert.True(candidate.Saves > 0);
                Assert.Equal(candidate.Members.Length * candidate.Permissions.Length, candidate.Replaces);
            }
        },
        iter: 2_000);

    [Fact]
    public void The_first_saves_as_much_as_anything_that_pairs_have_in_common() => Any.Sample(
        any =>
        {
            var pairs = any.Users.SelectMany(a => any.Users.Select(b => a.Intersect(b).ToArray())).Where(s => s.Length >= any.Limits.MinPermissions)
                .Select(s => (Set: s, Members: Naive.Members(any.Users, s).Count())).Where(s => s.Members >= any.Limits.MinMembers)
                .Select(s => (s.Members * (s.Set.Length - 1L)) - s.Set.Length);
            Assert.True(pairs.DefaultIfEmpty(0).Max() <= (Search(any.Users, any.Limits).Candidates.FirstOrDefault()?.Saves ?? 0));
        },
        iter: 1_000);

    [Fact]
    public void Overlaps_are_what_sets_say() => Gen.Select(Held, Held.Array[0, 6]).Sample((candidate, roles) =>
    {
        var found = RoleOverlap.Find(candidate, roles, 10);
        for (var role = 0; role < roles.Length; role++)
        {
            var (more, less) = (candidate.Except(roles[role]).Count(), roles[role].Except(candidate).Count());
            RoleOverlap? expected = roles[role].Length == 0 || (more > 0 && less > 0) ? null : new(
                role, more == less ? OverlapKind.Same : more > 0 ? OverlapKind.Extends : OverlapKind.Within, more + less);
            Assert.Equal(expected, found.SingleOrDefault(o => o.Role == role));
        }
        Assert.Equal(found.OrderBy(o => o.Difference).Select(o => o.Difference), found.Select(o => o.Difference));
    });

    [Theory, InlineData(1, 2), InlineData(2, 0)]
    public void Roles_of_one_or_of_nothing_are_refused(int members, int permissions) => Assert.Throws<ArgumentException>(
        () => Search([], new() { MinMembers = members, MinPermissions = permissions }));

    [Fact]
    public void Permissions_out_of_order_or_bounds_are_refused()
    {
        foreach (var held in new int[][] { [1, 0], [0, 0], [-1], [Permissions] })
            Assert.Throws<ArgumentException>(() => AccessMatrix.Of(Permissions, [held]));
    }

    private static FoundCandidates Search(int[][] users, RoleSearchLimits limits) =>
        RoleSearch.Find(AccessMatrix.Of(Permissions, users), limits, CancellationToken.None);
}
