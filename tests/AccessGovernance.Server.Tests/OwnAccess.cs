namespace AccessGovernance.Server.Tests;

/// <summary>Nobody decides about their own access, administrators included; "own" goes by person.</summary>
[Trait("Rule", "own-access")]
public sealed class OwnAccess(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly Caller admin = server.Administrator;

    [Theory, InlineData(Role.Administrator), InlineData(Role.Provisioner)]
    public async Task Nobody_decides_about_an_identity_of_their_own_person(Role role)
    {
        var person = Caller.Person(Caller.New("person"));
        var (self, other) = (await admin.NewIdentityOf(person, LinkRole.Person), await admin.NewIdentityOf(person, LinkRole.Person));
        var owned = await admin.NewIdentityOf(person, LinkRole.Owner);
        var entitlement = await admin.NewEntitlement();
        using var caller = await admin.Issue(self, role);
        foreach (var identity in new[] { self, other, owned })
        {
            var grant = (await admin.Grant(identity, entitlement)).GrantId;
            await AssertOwn(caller.Grant(identity, entitlement));
            await AssertOwn(caller.Revoke(identity, entitlement, grant));
            await AssertOwn(caller.Provisioning.CorrectGrantAsync(new()
            {
                RequestId = Caller.NewRequest(), Identity = identity, Entitlement = entitlement, GrantId = grant, Void = true, Reason = "r",
            }).ResponseAsync);
            await AssertOwn(caller.Identities.SuspendIdentityAsync(new() { RequestId = Caller.NewRequest(), Identity = identity }).ResponseAsync);
            await AssertOwn(caller.Identities.ResumeIdentityAsync(new() { RequestId = Caller.NewRequest(), Identity = identity }).ResponseAsync);
            await AssertOwn(caller.Identities.TerminateIdentityAsync(new() { RequestId = Caller.NewRequest(), Identity = identity }).ResponseAsync);
        }
        Assert.NotEmpty((await caller.Grant(await admin.NewIdentity(), entitlement)).GrantId);
    }

    [Fact]
    public async Task Administrators_neither_link_nor_unlink_nor_certify_themselves()
    {
        var person = Caller.Person(Caller.New("person"));
        var self = await admin.NewIdentityOf(person, LinkRole.Person);
        using var caller = await admin.Issue(self, Role.Administrator);
        var link = (await admin.Identities.GetIdentityAsync(new() { Identity = self })).Identity.Links[0].LinkId;
        await AssertOwn(caller.Identities.EndIdentityLinkAsync(new() { RequestId = Caller.NewRequest(), Identity = self, LinkId = link }).ResponseAsync);
        await AssertOwn(caller.Identities.LinkIdentityAsync(
            new() { RequestId = Caller.NewRequest(), Identity = self, Person = "persons/x", Role = LinkRole.Person }).ResponseAsync);
        await AssertOwn(caller.Tokens.IssueTokenAsync(new() { RequestId = Caller.NewRequest(), Identity = self, Roles = { Role.Reader } }).ResponseAsync);
    }

    [Fact]
    public async Task Who_owns_an_application_is_not_for_its_holders_to_say()
    {
        var person = Caller.Person(Caller.New("person"));
        var (self, owned) = (await admin.NewIdentityOf(person, LinkRole.Person), await admin.NewIdentityOf(person, LinkRole.Owner));
        var (application, other) = (await admin.NewApplication(), await admin.NewApplication());
        await admin.Grant(owned, await admin.NewEntitlement(application, 0));
        using var caller = await admin.Issue(self, Role.Administrator);
        UpdateApplicationRequest Owned(string by) => new()
        {
            RequestId = Caller.NewRequest(), Application = by, Owner = person, UpdateMask = new() { Paths = { "owner" } },
        };
        Assert.Equal(["owner"], (await AssertOwn(caller.Entitlements.UpdateApplicationAsync(Owned(application)).ResponseAsync)).Fields);
        Assert.True((await caller.Entitlements.UpdateApplicationAsync(Owned(other))).Receipt.Changed);
    }

    [Fact]
    public async Task What_one_holds_oneself_one_neither_lets_confer_nor_stops_it()
    {
        var person = Caller.Person(Caller.New("person"));
        var (self, other) = (await admin.NewIdentityOf(person, LinkRole.Person), await admin.NewIdentityOf(person, LinkRole.Owner));
        var (held, reached, more) = (await admin.NewEntitlement(), await admin.NewEntitlement(), await admin.NewEntitlement());
        await admin.Grant(other, held);
        var edge = await admin.Confer(held, reached);
        using var caller = await admin.Issue(self, Role.Administrator);
        Assert.Equal(["from"], (await AssertOwn(caller.Confer(held, more))).Fields);
        await AssertOwn(caller.Confer(reached, more));
        var stop = new StopConferringRequest { RequestId = Caller.NewRequest(), ConferralId = edge };
        Assert.Equal(["conferral_id"], (await AssertOwn(caller.Entitlements.StopConferringAsync(stop).ResponseAsync)).Fields);
        Assert.NotEmpty(await caller.Confer(more, held));
    }

    [Theory, InlineData(Role.Administrator), InlineData(Role.Provisioner)]
    public async Task What_one_holds_oneself_one_does_not_move_to_another_application(Role role)
    {
        var person = Caller.Person(Caller.New("person"));
        var (self, other) = (await admin.NewIdentityOf(person, LinkRole.Person), await admin.NewIdentityOf(person, LinkRole.Owner));
        var (held, owned, reached, free) =
            (await admin.NewEntitlement(), await admin.NewEntitlement(), await admin.NewEntitlement(), await admin.NewEntitlement());
        await admin.Grant(self, held);
        await admin.Grant(other, owned);
        await admin.Confer(owned, reached);
        var application = await admin.NewApplication();
        using var caller = await admin.Issue(self, role);
        foreach (var entitlement in new[] { held, owned, reached })
        {
            Assert.Equal(["entitlement"], (await AssertOwn(Move(caller, entitlement, application))).Fields);
            Assert.NotEqual(application, (await admin.Entitlements.GetEntitlementAsync(new() { Entitlement = entitlement })).Entitlement.Application);
        }
        await Move(caller, free, application);
        Assert.Equal(application, (await admin.Entitlements.GetEntitlementAsync(new() { Entitlement = free })).Entitlement.Application);
    }

    [Fact]
    public async Task What_one_holds_oneself_one_neither_gives_to_another_owner_nor_another_risk_nor_retires()
    {
        var person = Caller.Person(Caller.New("person"));
        var (held, free) = (await admin.NewEntitlement(), await admin.NewEntitlement());
        await admin.Grant(await admin.NewIdentityOf(person, LinkRole.Owner), held);
        using var caller = await admin.Issue(await admin.NewIdentityOf(person, LinkRole.Person), Role.Provisioner);
        UpdateEntitlementRequest Update(string entitlement, string path) => new()
        {
            RequestId = Caller.NewRequest(), Entitlement = entitlement, UpdateMask = new() { Paths = { path } }, Owner = "persons/friend", Risk = Risk.Low,
            Description = "what it is for",
        };
        foreach (var path in new[] { "owner", "risk" })
        {
            Assert.Equal(["entitlement"], (await AssertOwn(caller.Entitlements.UpdateEntitlementAsync(Update(held, path)).ResponseAsync)).Fields);
            await caller.Entitlements.UpdateEntitlementAsync(Update(free, path));
        }
        await caller.Entitlements.UpdateEntitlementAsync(Update(held, "description"));
        await AssertOwn(caller.Entitlements.RetireEntitlementAsync(new() { RequestId = Caller.NewRequest(), Entitlement = held }).ResponseAsync);
        await caller.Entitlements.RetireEntitlementAsync(new() { RequestId = Caller.NewRequest(), Entitlement = free });
    }

    [Fact]
    public async Task Nobody_chooses_their_own_manager()
    {
        var person = Caller.Person(Caller.New("person"));
        var (self, owned) = (await admin.NewIdentityOf(person, LinkRole.Person), await admin.NewIdentityOf(person, LinkRole.Owner));
        using var caller = await admin.Issue(self, Role.Provisioner);
        UpdateIdentityRequest Update(string identity) => new()
        {
            RequestId = Caller.NewRequest(), Identity = identity, UpdateMask = new() { Paths = { "attributes.manager" } },
            Attributes = { ["manager"] = "a friend" },
        };
        await AssertOwn(caller.Identities.UpdateIdentityAsync(Update(self)).ResponseAsync);
        await AssertOwn(caller.Identities.UpdateIdentityAsync(Update(owned)).ResponseAsync);
        await caller.Identities.UpdateIdentityAsync(Update(await admin.NewIdentity()));
    }

    [Fact, Trait("Rule", "3")]
    public async Task An_import_is_no_way_around_it()
    {
        var person = Caller.Person(Caller.New("person"));
        var (self, own) = (await admin.NewIdentityOf(person, LinkRole.Person), await admin.NewIdentityOf(person, LinkRole.Owner));
        var (held, more) = (await admin.NewEntitlement(), await admin.NewEntitlement());
        await admin.Grant(own, held);
        using var caller = new Caller(server.Process, (await admin.Tokens.IssueTokenAsync(
            new() { RequestId = Caller.NewRequest(), Identity = self, Roles = { Role.Administrator }, MayBackdate = true })).Bearer);
        var import = new Import(caller, Caller.New("source"));

        var answer = await import.Send(
            Import.Row(1, "2021-01-01", ImportOperation.Add, ImportRelation.Holds, Import.IdOf(own), Import.IdOf(more)),
            Import.Row(2, "2021-01-01", ImportOperation.Add, ImportRelation.Confers, Import.IdOf(held), Import.IdOf(more)),
            Import.Row(3, "2021-01-01", ImportOperation.Add, ImportRelation.Confers, Import.IdOf(more), "something else"));

        Assert.Equal(1, answer.Accepted);
        Assert.Equal([(1L, "OWN_ACCESS", "subject"), (2L, "OWN_ACCESS", "subject")], answer.Rejected.Select(r => (r.Row, r.Reason, r.Field)));
        Assert.False((await admin.Check(own, more)).Allowed);
    }

    private static Task<MoveEntitlementResponse> Move(Caller caller, string entitlement, string application) => caller.Entitlements.MoveEntitlementAsync(
        new() { RequestId = Caller.NewRequest(), Entitlement = entitlement, Application = application }).ResponseAsync;

    private static async Task<Refused> AssertOwn(Task call)
    {
        var refused = await Refused.By(call);
        Assert.Equal((StatusCode.PermissionDenied, "OWN_ACCESS"), (refused.Code, refused.Reason));
        return refused;
    }
}
