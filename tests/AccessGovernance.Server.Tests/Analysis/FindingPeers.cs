namespace AccessGovernance.Server.Tests.Analysis;

/// <summary>Who is like whom, and what somebody holds or lacks unlike their peers: with the reasons, within the caller's scope.</summary>
public sealed class FindingPeers(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly Caller admin = server.Administrator;

    [Fact]
    public async Task Peers_come_with_what_makes_them_alike()
    {
        var team = await Team.Of(admin, 3);
        await team.Grant(team.Members, 0);
        await team.Grant(team.Members.Take(2), 1, 2);
        await team.Grant(team.Members.Take(1), 3);
        var answer = await admin.Analysis.ListPeersAsync(new() { Identity = team.Members[0] });
        Assert.Equal(team.Members.Skip(1), answer.Peers.Select(p => p.Identity));
        var (near, far) = (answer.Peers[0], answer.Peers[1]);
        Assert.Equal((1.0, 0.75, 0.875), (near.AttributeSimilarity, near.AccessSimilarity, near.Similarity));
        Assert.Equal((3, 1, 0), (near.SharedCount, near.OnlyIdentityCount, near.OnlyPeerCount));
        Assert.Equal(team.Entitlements[..3].Order(StringComparer.Ordinal), near.Shared);
        Assert.Equal([("department", team.Department), ("title", team.Title)], near.SharedAttributes.Select(a => (a.Name, a.Value)));
        Assert.Equal((1.0, 0.25, 0.625), (far.AttributeSimilarity, far.AccessSimilarity, far.Similarity));
        Assert.Equal((false, false, 0), (answer.AttributesHidden, answer.Basis.LimitedToScope, answer.OutlierCount));
        Assert.True(answer.Basis.Position > 0 && answer.Basis.Complete);
        Assert.Single((await admin.Analysis.ListPeersAsync(new() { Identity = team.Members[0], Most = 1 })).Peers);
    }

    [Fact]
    public async Task Who_is_not_active_is_nobodys_peer()
    {
        var team = await Team.Of(admin, 4);
        await team.Grant(team.Members, 0);
        await admin.Identities.SuspendIdentityAsync(new() { RequestId = Caller.NewRequest(), Identity = team.Members[1], Reason = "r" });
        await admin.Identities.TerminateIdentityAsync(new() { RequestId = Caller.NewRequest(), Identity = team.Members[2], Reason = "r" });
        var answer = await admin.Analysis.ListPeersAsync(new() { Identity = team.Members[0] });
        Assert.Equal([team.Members[3]], answer.Peers.Select(p => p.Identity));
        // Those who left hold nothing, and are like others by their attributes alone.
        Assert.All((await admin.Analysis.ListPeersAsync(new() { Identity = team.Members[2] })).Peers, p => Assert.Equal(0, p.AccessSimilarity));
    }

    [Fact]
    public async Task Against_five_peers_or_more_it_is_told_what_is_unlike()
    {
        var team = await Team.Of(admin, 6);
        await team.Grant(team.Members, 0);
        await team.Grant(team.Members.Skip(1), 1);
        await team.Grant(team.Members.Take(1), 2);
        var answer = await admin.Analysis.ListPeersAsync(new() { Identity = team.Members[0], Most = 5 });
        Assert.Equal(
            new[] { (team.Entitlements[1], OutlierKind.Missing, 5), (team.Entitlements[2], OutlierKind.Unusual, 0) }
                .OrderBy(o => o.Item1, StringComparer.Ordinal),
            answer.Outliers.Select(o => (o.Entitlement, o.Kind, o.Holding)));
        Assert.All(answer.Outliers, o => Assert.Equal((team.Members[0], 5), (o.Identity, o.Peers)));
    }

    [Fact]
    public async Task A_scope_hides_what_lies_outside_and_all_attributes()
    {
        var team = await Team.Of(admin, 6);
        await team.Grant(team.Members, 0, 2);
        await team.Grant(team.Members.Take(1), 1, 3);
        using var scoped = await admin.Issue(Role.Auditor, team.Inside);
        var answer = await scoped.Analysis.ListPeersAsync(new() { Identity = team.Members[0] });
        Assert.Equal((5, true, true), (answer.Peers.Count, answer.AttributesHidden, answer.Basis.LimitedToScope));
        Assert.All(answer.Peers, p => Assert.Equal((0.5, 0.5), (p.Similarity, p.AccessSimilarity)));
        Assert.All(answer.Peers, p => Assert.Equal((1, 1, 0), (p.SharedCount, p.OnlyIdentityCount, p.OnlyPeerCount)));
        Assert.All(answer.Peers, p => Assert.Equal((0.0, 0, 1), (p.AttributeSimilarity, p.SharedAttributes.Count, p.Shared.Count)));
        Assert.Equal([team.Entitlements[1]], answer.Outliers.Select(o => o.Entitlement));
        // Not even who holds something: in an application where nobody holds anything, nobody is alike.
        using var elsewhere = await admin.Issue(Role.Auditor, await admin.NewApplication());
        Assert.Empty((await elsewhere.Analysis.ListPeersAsync(new() { Identity = team.Members[0] })).Peers);
    }

    [Fact]
    public async Task Outliers_of_a_team_are_the_same_on_one_page_and_on_many()
    {
        var team = await Team.Of(admin, 8);
        await team.Grant(team.Members.Skip(1), 0);
        await team.Grant(team.Members.Take(1), 1, 2);
        await team.Grant(team.Members.Skip(2).Take(1), 3);
        var whole = await admin.Analysis.ListOutliersAsync(new() { Condition = team.OnlyThem });
        Assert.Equal(
            new[]
            {
                (team.Members[0], team.Entitlements[0], OutlierKind.Missing, 7), (team.Members[0], team.Entitlements[1], OutlierKind.Unusual, 0),
                (team.Members[0], team.Entitlements[2], OutlierKind.Unusual, 0), (team.Members[2], team.Entitlements[3], OutlierKind.Unusual, 0),
            }.OrderBy(o => o.Item1, StringComparer.Ordinal).ThenBy(o => o.Item2, StringComparer.Ordinal),
            whole.Outliers.Select(o => (o.Identity, o.Entitlement, o.Kind, o.Holding)));
        Assert.All(whole.Outliers, o => Assert.Equal((7, "title"), (o.Peers, o.AlikeBy[1].Name)));
        var request = new ListOutliersRequest { Condition = team.OnlyThem, PageSize = 1 };
        var (paged, positions) = (new List<Outlier>(), new HashSet<long>());
        do
        {
            var page = await admin.Analysis.ListOutliersAsync(request);
            paged.AddRange(page.Outliers);
            positions.Add(page.Basis.Position);
            request.PageToken = page.NextPageToken;
            // What is granted meanwhile is in no later page.
            await team.Grant([await team.Join()], 0);
        }
        while (request.PageToken.Length > 0);
        Assert.Equal(whole.Outliers, paged);
        Assert.Single(positions);
    }

    [Fact]
    public async Task Outliers_outside_a_scope_or_an_application_are_not_told()
    {
        var team = await Team.Of(admin, 7);
        await team.Grant(team.Members.Skip(1), 0, 2);
        using var scoped = await admin.Issue(Role.Auditor, team.Inside);
        var inside = await scoped.Analysis.ListOutliersAsync(new());
        var row = Assert.Single(inside.Outliers);
        Assert.Equal((team.Members[0], team.Entitlements[0], 0, true), (row.Identity, row.Entitlement, row.AlikeBy.Count, inside.Basis.LimitedToScope));
        var outside = await admin.Analysis.ListOutliersAsync(new() { Application = team.Outside });
        Assert.Equal([team.Entitlements[2]], outside.Outliers.Select(o => o.Entitlement));
        Assert.Equal("OUT_OF_SCOPE", (await Refused.By(scoped.Analysis.ListOutliersAsync(new() { Application = team.Outside }))).Reason);
        Assert.Equal("PERSONAL_DATA", (await Refused.By(scoped.Analysis.ListOutliersAsync(new() { Condition = team.OnlyThem }))).Reason);
    }

    [Fact]
    public async Task Four_peers_are_no_measure()
    {
        var team = await Team.Of(admin, 5);
        await team.Grant(team.Members.Skip(1), 0);
        Assert.Empty((await admin.Analysis.ListOutliersAsync(new() { Condition = team.OnlyThem })).Outliers);
    }
}
