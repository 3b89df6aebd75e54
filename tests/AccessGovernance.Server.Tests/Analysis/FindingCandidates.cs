namespace AccessGovernance.Server.Tests.Analysis;

/// <summary>Role candidates over the API: what they consist of, how they stand to existing roles, what a caller may see; and what is wrong.</summary>
public sealed class FindingCandidates(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly Caller admin = server.Administrator;

    [Fact]
    public async Task A_candidate_says_who_who_holds_it_and_how_it_stands_to_existing_roles()
    {
        var team = await Team.Of(admin, 5);
        await team.Grant(team.Members.Take(4), 0, 1, 2);
        await team.Grant(team.Members.Skip(4), 0);
        var same = await team.Role(team.Inside, 0, 1, 2);
        var less = await team.Role(team.Inside, 0, 1);
        var more = await team.Role(team.Inside, 0, 1, 2, 3);
        await team.Role(team.Inside, 3);
        var head = (await server.Process.Health()).HeadPosition;
        var answer = await admin.Analysis.ListRoleCandidatesAsync(new() { Condition = team.OnlyThem });
        var candidate = Assert.Single(answer.Candidates);
        Assert.Equal((1, 4, 12, 5), (candidate.Rank, candidate.MemberCount, candidate.Replaces, candidate.Saves));
        Assert.Equal(team.Entitlements[..3].Order(StringComparer.Ordinal), candidate.Entitlements);
        Assert.Equal(team.Members.Take(4), candidate.Members);
        (string, RoleOverlapKind, int)[] existing = [(same, RoleOverlapKind.Same, 0), (less, RoleOverlapKind.Extends, 1), (more, RoleOverlapKind.Within, 1)];
        Assert.Equal(existing, candidate.Existing.Select(e => (e.Entitlement, e.Kind, e.Difference)));
        Assert.Equal((true, 5, 13, true), (answer.Exhaustive, answer.Identities, answer.Assignments, answer.Basis.Complete));
        // Nothing is applied.
        Assert.Equal(head, (await server.Process.Health()).HeadPosition);
    }

    [Fact]
    public async Task A_scope_hides_what_lies_outside_and_how_much_it_is()
    {
        var team = await Team.Of(admin, 4);
        await team.Grant(team.Members, 0, 1, 2, 3);
        await team.Role(team.Inside, 0, 1, 2);
        var within = await team.Role(team.Inside, 0, 1);
        using var scoped = await admin.Issue(Role.Administrator, team.Inside);
        var answer = await scoped.Analysis.ListRoleCandidatesAsync(new());
        var candidate = Assert.Single(answer.Candidates);
        Assert.Equal(team.Entitlements[..2].Order(StringComparer.Ordinal), candidate.Entitlements);
        Assert.Equal([(within, RoleOverlapKind.Same, 0)], candidate.Existing.Select(e => (e.Entitlement, e.Kind, e.Difference)));
        Assert.Equal((4, 8, true), (answer.Identities, answer.Assignments, answer.Basis.LimitedToScope));
        var refused = await Refused.By(scoped.Analysis.ListRoleCandidatesAsync(new() { Applications = { team.Inside, team.Outside } }));
        Assert.Equal((StatusCode.PermissionDenied, "OUT_OF_SCOPE"), (refused.Code, refused.Reason));
        // The role that confers more than the application has is no other's equal.
        var named = await admin.Analysis.ListRoleCandidatesAsync(new() { Applications = { team.Inside } });
        Assert.Equal([RoleOverlapKind.Same, RoleOverlapKind.Within], named.Candidates.Single().Existing.Select(e => e.Kind));
    }

    [Fact]
    public async Task Candidates_are_of_one_instant_in_one_state_of_knowledge()
    {
        var team = await Team.Of(admin, 3);
        var request = new ListRoleCandidatesRequest { Applications = { team.Inside } };
        var before = (await admin.Analysis.ListRoleCandidatesAsync(request)).Basis.Token;
        await team.Grant(team.Members, 0, 1);
        Assert.Single((await admin.Analysis.ListRoleCandidatesAsync(request)).Candidates);
        Assert.Empty((await admin.Analysis.ListRoleCandidatesAsync(new(request) { Knowledge = new() { Exactly = before } })).Candidates);
        var past = await admin.Analysis.ListRoleCandidatesAsync(new(request) { ValidAt = Caller.At("2019-01-01T00:00:00Z") });
        Assert.Empty(past.Candidates);
        // Before it was governed nothing is known, which is not nothing.
        Assert.Equal([team.Inside], past.Basis.NotKnown.Select(n => n.Application));
    }

    [Fact]
    public async Task Pages_go_on_where_the_last_one_ended()
    {
        var team = await Team.Of(admin, 8);
        await team.Grant(team.Members.Take(4), 0, 1);
        await team.Grant(team.Members.Skip(4), 2, 3);
        var request = new ListRoleCandidatesRequest { Condition = team.OnlyThem, PageSize = 1 };
        var first = await admin.Analysis.ListRoleCandidatesAsync(request);
        var second = await admin.Analysis.ListRoleCandidatesAsync(new(request) { PageToken = first.NextPageToken });
        Assert.Equal((1, 2, "", false), (first.Candidates.Single().Rank, second.Candidates.Single().Rank, second.NextPageToken, first.Basis.Complete));
        Assert.Equal(first.Basis.Position, second.Basis.Position);
        var other = new ListRoleCandidatesRequest(request) { MinMembers = 2, PageToken = first.NextPageToken };
        Assert.Equal("page_token", (await Refused.By(admin.Analysis.ListRoleCandidatesAsync(other))).Fields.Single());
        Assert.Empty((await admin.Analysis.ListRoleCandidatesAsync(new() { Condition = team.OnlyThem, MinMembers = 5 })).Candidates);
        Assert.Empty((await admin.Analysis.ListRoleCandidatesAsync(new() { Condition = team.OnlyThem, MinPermissions = 3 })).Candidates);
    }

    [Fact]
    public async Task What_is_wrong_is_named()
    {
        var identity = await admin.NewIdentity();
        var many = new ListRoleCandidatesRequest();
        many.Applications.Add(Enumerable.Repeat("applications/x", 101));
        var ever = new Knowledge { Ever = true };
        var about = new Condition { Text = "risk >= 'high'" };
        (Task Call, string Field)[] wrong =
        [
            (Peers(new() { Identity = identity, Most = -1 }), "most"), (Peers(new() { Identity = identity, Most = 101 }), "most"),
            (Peers(new() { Identity = identity, Knowledge = ever }), "knowledge.ever"), (Outliers(new() { Knowledge = ever }), "knowledge.ever"),
            (Outliers(new() { Condition = about }), "condition.text"), (Candidates(new() { Condition = about }), "condition.text"),
            (Candidates(many), "applications"), (Candidates(new() { Applications = { "x" } }), "applications[0]"),
            (Candidates(new() { MinMembers = 1 }), "min_members"), (Candidates(new() { MinMembers = -3 }), "min_members"),
            (Candidates(new() { MinPermissions = -1 }), "min_permissions"), (Candidates(new() { MinPermissions = 1_001 }), "min_permissions"),
            (Candidates(new() { Knowledge = ever }), "knowledge.ever"), (Candidates(new() { PageSize = 1_001 }), "page_size"),
        ];
        foreach (var (call, field) in wrong)
        {
            var refused = await Refused.By(call);
            Assert.Equal((StatusCode.InvalidArgument, field), (refused.Code, refused.Fields.Single()));
        }
        foreach (var call in new Task[]
        {
            Peers(new() { Identity = "identities/nobody" }), Outliers(new() { Application = "applications/none" }),
            Candidates(new() { Applications = { "applications/none" } }),
        })
            Assert.Equal(StatusCode.NotFound, (await Refused.By(call)).Code);
    }

    private Task<ListPeersResponse> Peers(ListPeersRequest request) => admin.Analysis.ListPeersAsync(request).ResponseAsync;

    private Task<ListOutliersResponse> Outliers(ListOutliersRequest request) => admin.Analysis.ListOutliersAsync(request).ResponseAsync;

    private Task<ListRoleCandidatesResponse> Candidates(ListRoleCandidatesRequest request) => admin.Analysis.ListRoleCandidatesAsync(request).ResponseAsync;
}
