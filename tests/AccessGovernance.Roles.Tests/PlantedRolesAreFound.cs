using AccessGovernance.Bench.Histories;

namespace AccessGovernance.Roles.Tests;

/// <summary>Roles that were planted among users are found again, exactly, and none gives anybody anything.</summary>
public sealed class PlantedRolesAreFound
{
    private const double LeastRecall = 0.95;

    [Theory]
    [InlineData(200, 120, 20, 1), InlineData(200, 300, 40, 2), InlineData(400, 200, 30, 3), InlineData(600, 500, 60, 4)]
    [InlineData(1_000, 300, 40, 5), InlineData(1_500, 500, 60, 6), InlineData(3_000, 500, 60, 7), InlineData(3_000, 250, 20, 8)]
    public void Nineteen_of_twenty_at_least(int users, int permissions, int roles, ulong seed)
    {
        var planted = new PlantedRoles(new(users, permissions, roles), seed);
        var limits = new RoleSearchLimits();
        var found = RoleSearch.Find(AccessMatrix.Of(permissions, planted.Users), limits, CancellationToken.None);
        var expected = planted.Tellable(limits.MinMembers).ToList();
        Assert.True(expected.Count >= roles / 2, "too few roles can be told from what is held for this to say anything");
        var missed = expected.Where(role => !found.Candidates.Any(c => c.Permissions.AsSpan().SequenceEqual(role))).ToList();
        Assert.True(
            missed.Count <= (1 - LeastRecall) * expected.Count,
            $"{missed.Count} of {expected.Count} are missed: {string.Join("; ", missed.Select(m => string.Join(' ', m)))}");
        Assert.All(found.Candidates, c => Assert.All(c.Members, member => Assert.Empty(c.Permissions.Except(planted.Users[member]))));
    }

    [Fact]
    public void The_same_again_is_the_same()
    {
        var planted = new PlantedRoles(new(500, 200, 30), 9);
        var matrix = AccessMatrix.Of(200, planted.Users);
        var (one, other) = (Search(), Search());
        Assert.Equal(one.Select(Text), other.Select(Text));

        IEnumerable<RoleCandidate> Search() => RoleSearch.Find(matrix, new(), CancellationToken.None).Candidates;
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void A_search_that_reached_a_bound_says_so_and_stays_right(int bound)
    {
        var planted = new PlantedRoles(new(300, 100, 20), 10);
        var limits = bound switch
        {
            1 => new RoleSearchLimits { MaxCompared = 50 },
            2 => new RoleSearchLimits { MaxSets = 200 },
            _ => new RoleSearchLimits { MaxMeetings = 2_000 },
        };
        var found = RoleSearch.Find(AccessMatrix.Of(100, planted.Users), limits, CancellationToken.None);
        Assert.False(found.IsExhaustive);
        Assert.NotEmpty(found.Candidates);
        Assert.All(found.Candidates, c => Assert.Equal(Naive.Members(planted.Users, c.Permissions), c.Members));
        Assert.True(RoleSearch.Find(AccessMatrix.Of(100, planted.Users), new(), CancellationToken.None).IsExhaustive);
    }

    private static string Text(RoleCandidate candidate) =>
        $"{string.Join(' ', candidate.Permissions)}|{string.Join(' ', candidate.Members)}|{candidate.Replaces}|{candidate.Saves}";
}
