namespace AccessGovernance.Server.Tests;

/// <summary>A scope limits what a caller changes and what it sees, and answers say that they are limited.</summary>
[Trait("Rule", "5")]
public sealed class ScopeOfApplications(RunningServer server) : IClassFixture<RunningServer>, IAsyncLifetime
{
    private readonly Caller admin = server.Administrator;
    private string mine = "";
    private string inside = "";
    private string outside = "";
    private string identity = "";

    public async Task InitializeAsync()
    {
        mine = await admin.NewApplication();
        (inside, outside, identity) = (await admin.NewEntitlement(mine, 0), await admin.NewEntitlement(), await admin.NewIdentity());
        await admin.Grant(identity, inside);
        await admin.Grant(identity, outside);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_provisioner_changes_only_what_is_in_scope()
    {
        using var provisioner = await admin.Issue(Role.Provisioner, mine);
        await provisioner.Grant(identity, inside);
        var grants = (await admin.History.WhatDidTheyHoldAsync(new() { Subject = identity })).Access;
        var grant = grants.Single(g => g.Entitlement == outside).Grants[0].GrantId;
        await AssertOutside(provisioner.Grant(identity, outside));
        await AssertOutside(provisioner.Revoke(identity, outside, grant));
        await AssertOutside(provisioner.Confer(inside, outside));
        await AssertOutside(provisioner.Confer(outside, inside));
        await AssertOutside(provisioner.NewEntitlement(await admin.NewApplication(), 0));
        await AssertOutside(provisioner.NewIdentity());
        await AssertOutside(Move(provisioner, inside, await admin.NewApplication()));
        await AssertOutside(Move(provisioner, outside, mine));
        // The grant is another entitlement's: naming one in scope does not help.
        Assert.Equal("GRANT_UNKNOWN", (await Refused.By(provisioner.Revoke(identity, inside, grant))).Reason);
    }

    [Fact]
    public async Task A_reader_sees_only_what_is_in_scope_and_is_told()
    {
        using var reader = await admin.Issue(Role.Reader, mine);
        var held = await reader.History.WhatDidTheyHoldAsync(new() { Subject = identity });
        Assert.Equal([inside], held.Access.Select(a => a.Entitlement));
        Assert.True(held.Basis.LimitedToScope);
        var timeline = await reader.History.GetTimelineAsync(new() { Identity = identity });
        Assert.DoesNotContain(timeline.Entries, e => e.Entitlement == outside);
        Assert.True(timeline.Basis.LimitedToScope);
        Assert.Single((await reader.History.WhoHadAccessAsync(new() { Entitlement = inside })).Holders);
        await AssertOutside(reader.History.WhoHadAccessAsync(new() { Entitlement = outside }).ResponseAsync);
        await AssertOutside(reader.Check(identity, outside));
        var batch = await reader.History.BatchCheckAccessAsync(new()
        {
            Questions = { new AccessQuestion { Identity = identity, Entitlement = inside }, new AccessQuestion { Identity = identity, Entitlement = outside } },
        });
        Assert.Equal([(true, ""), (false, "SCOPE")], batch.Outcomes.Select(o => (o.Allowed, o.Problem)));
        Assert.Equal([inside], (await reader.Entitlements.ListEntitlementsAsync(new())).Entitlements.Select(e => e.Name));
        Assert.Equal([mine], (await reader.Entitlements.ListApplicationsAsync(new())).Applications.Select(a => a.Name));
    }

    [Fact]
    public async Task Evidence_from_outside_the_scope_is_left_out_of_answers_about_the_inside()
    {
        await admin.Confer(outside, inside);
        var other = await admin.NewIdentity();
        await admin.Grant(other, outside);
        using var reader = await admin.Issue(Role.Reader, mine);
        var answer = await reader.History.WhoHadAccessAsync(new() { Entitlement = inside });
        var holder = answer.Holders.Single(h => h.Identity == other);
        Assert.DoesNotContain(holder.Grants, g => g.Entitlement == outside);
        Assert.DoesNotContain(holder.Path, s => s.From == outside);
        Assert.True(answer.Basis.LimitedToScope);
        var check = await reader.Check(other, inside);
        Assert.True(check.Allowed);
        Assert.DoesNotContain(check.Grants, g => g.Entitlement == outside);
    }

    [Fact]
    public async Task Attributes_are_for_those_who_manage_identities()
    {
        var request = new RegisterIdentityRequest
        {
            RequestId = Caller.NewRequest(), Identity = Caller.Identity(Caller.New("i")), Kind = IdentityKind.Employee,
        };
        request.Attributes.Add("mail", "jan@example.org");
        await admin.Identities.RegisterIdentityAsync(request);
        foreach (var (role, sees) in new[] { (Role.Reader, false), (Role.Reviewer, false), (Role.Auditor, true), (Role.Provisioner, true) })
        {
            using var caller = await admin.Issue(role);
            var identity = (await caller.Identities.GetIdentityAsync(new() { Identity = request.Identity })).Identity;
            Assert.Equal((sees ? 1 : 0, !sees), (identity.Attributes.Count, identity.AttributesHidden));
        }
        foreach (var role in new[] { Role.Provisioner, Role.Administrator, Role.Auditor })
        {
            using var scoped = await admin.Issue(role, mine);
            var identity = (await scoped.Identities.GetIdentityAsync(new() { Identity = request.Identity })).Identity;
            Assert.Equal((0, true), (identity.Attributes.Count, identity.AttributesHidden));
            Assert.All((await scoped.Identities.ListIdentitiesAsync(new())).Identities, i => Assert.Empty(i.Attributes));
            Assert.Equal("PERSONAL_DATA", (await Refused.By(scoped.Identities.FindIdentitiesAsync(new() { Attribute = "mail", Value = "x" }))).Reason);
        }
        Assert.Equal([request.Identity], (await admin.Identities.FindIdentitiesAsync(new() { Attribute = "mail", Value = "jan@example.org" })).Identities);
    }

    [Fact]
    public async Task What_is_not_known_outside_the_scope_is_not_told()
    {
        var (later, conferring) = (Caller.Application(Caller.New("governed later")), Caller.Entitlement(Caller.New("entitlement")));
        await admin.Entitlements.DefineApplicationAsync(
            new() { RequestId = Caller.NewRequest(), Application = later, GovernedFrom = Caller.At("2190-01-01T00:00:00Z") });
        await admin.Entitlements.DefineEntitlementAsync(
            new() { RequestId = Caller.NewRequest(), Entitlement = conferring, Application = later, Kind = EntitlementKind.Group });
        await admin.Confer(conferring, inside);
        using var reader = await admin.Issue(Role.Reader, mine);

        foreach (var (caller, told) in new[] { (admin, true), (reader, false) })
        {
            var who = await caller.History.WhoHadAccessAsync(new() { Entitlement = inside });
            Assert.Equal((told, mine), (Names(who.Basis).Contains(later), who.Basis.Coverage.Application));
            Assert.Equal(told, Names((await caller.History.WhatDidTheyHoldAsync(new() { Subject = identity })).Basis).Contains(later));
        }

        // What lies inside is told to both: before its application was governed, nothing is known of it.
        var before = new WhatDidTheyHoldRequest { Subject = identity, ValidAt = Caller.At("2019-01-01T00:00:00Z") };
        Assert.Equal([mine], Names((await reader.History.WhatDidTheyHoldAsync(before)).Basis));

        static IEnumerable<string> Names(AnswerBasis basis) => basis.NotKnown.Select(n => n.Application);
    }

    [Fact]
    public async Task An_administrator_with_a_scope_does_not_reach_what_has_none()
    {
        using var scoped = await admin.Issue(Role.Administrator, mine);
        var token = await admin.Tokens.IssueTokenAsync(new() { RequestId = Caller.NewRequest(), Identity = identity, Roles = { Role.Reader } });
        using var holder = new Caller(server.Process, token.Bearer);
        Task[] calls =
        [
            scoped.Tokens.ListTokensAsync(new()).ResponseAsync,
            scoped.Tokens.RevokeTokenAsync(new() { RequestId = Caller.NewRequest(), TokenId = token.TokenId }).ResponseAsync,
            scoped.Issue(identity, Role.Reader, mine),
            scoped.Imports.GetImportAsync(new() { Source = "s", FileSha256 = new('a', 64) }).ResponseAsync,
            scoped.Entitlements.ListConferralsAsync(new()).ResponseAsync,
            scoped.NewApplication(), scoped.NewIdentity(),
            scoped.Identities.LinkIdentityAsync(
                new() { RequestId = Caller.NewRequest(), Identity = identity, Person = "persons/p", Role = LinkRole.Person }).ResponseAsync,
            scoped.Identities.PlaceLegalHoldAsync(new() { RequestId = Caller.NewRequest(), Identity = identity }).ResponseAsync,
        ];
        foreach (var call in calls)
            await AssertOutside(call);
        await holder.Entitlements.ListApplicationsAsync(new());
    }

    [Fact]
    public async Task Nor_does_it_import_with_the_right_to_back_date()
    {
        using var scoped = new Caller(server.Process, (await admin.Tokens.IssueTokenAsync(new()
        {
            RequestId = Caller.NewRequest(), Identity = await admin.NewIdentity(), Roles = { Role.Administrator }, Applications = { mine },
            MayBackdate = true,
        })).Bearer);
        await AssertOutside(new Import(scoped, Caller.New("source")).Send(
            Import.Row(1, "2021-01-01", ImportOperation.Add, ImportRelation.Holds, Import.IdOf(identity), Import.IdOf(inside))));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_orphan_that_only_other_applications_reported_is_no_row(bool namesOnly)
    {
        var before = await admin.NewApplication();
        var (entitlement, taken) = (await admin.NewEntitlement(before, 0), Caller.FromNow(TimeSpan.Zero));
        await new Report(admin, before) { TakenAt = taken }.All(Report.Account("orphan", "", entitlement), Report.Account("known", identity, entitlement));
        await Move(admin, entitlement, mine);
        using var reader = await admin.Issue(Role.Reader, mine);
        var request = new WhoHadAccessRequest { Entitlement = entitlement, ValidAt = taken, Layer = AccessLayer.Observed, NamesOnly = namesOnly };
        Assert.Equal(["", identity], (await admin.History.WhoHadAccessAsync(request)).Holders.Select(h => h.Identity));
        Assert.Equal([identity], (await reader.History.WhoHadAccessAsync(request)).Holders.Select(h => h.Identity));
    }

    private static Task<MoveEntitlementResponse> Move(Caller caller, string entitlement, string application) => caller.Entitlements.MoveEntitlementAsync(
        new() { RequestId = Caller.NewRequest(), Entitlement = entitlement, Application = application }).ResponseAsync;

    private static async Task AssertOutside(Task call)
    {
        var refused = await Refused.By(call);
        Assert.Equal((StatusCode.PermissionDenied, "OUT_OF_SCOPE"), (refused.Code, refused.Reason));
    }
}
