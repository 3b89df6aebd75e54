namespace AccessGovernance.Server.Tests;

/// <summary>
/// An identity that belongs to nobody acts for whoever gave it its token: a token for it is no way to one's own access, nor is a token that
/// was issued with such a token.
/// </summary>
[Trait("Rule", "own-access")]
public sealed class TokensForNobody(RunningServer server) : IClassFixture<RunningServer>, IAsyncLifetime
{
    private readonly Caller admin = server.Administrator;
    private readonly string person = Caller.Person(Caller.New("person"));
    private string self = "";
    private string owned = "";
    private Caller issuer = null!;

    public async Task InitializeAsync()
    {
        (self, owned) = (await admin.NewIdentityOf(person, LinkRole.Person), await admin.NewIdentityOf(person, LinkRole.Owner));
        issuer = await admin.Issue(self, Role.Administrator);
    }

    public Task DisposeAsync()
    {
        issuer.Dispose();
        return Task.CompletedTask;
    }

    [Theory, InlineData(Role.Administrator), InlineData(Role.Provisioner)]
    public async Task Do_not_reach_the_access_of_their_issuer(Role role)
    {
        using var stranger = await issuer.Issue(role);
        Assert.Equal([Import.IdOf(person)], Jwt.Claims(stranger.Bearer!)["by"]!.AsArray().Select(p => (string?)p));
        var (held, free) = (await admin.NewEntitlement(), await admin.NewEntitlement());
        await admin.Grant(owned, held);

        await AssertOwn(stranger.Grant(self, free));
        await AssertOwn(stranger.Grant(owned, free));
        await AssertOwn(stranger.Confer(held, free));
        await AssertOwn(stranger.Entitlements.MoveEntitlementAsync(
            new() { RequestId = Caller.NewRequest(), Entitlement = held, Application = await admin.NewApplication() }).ResponseAsync);
        await AssertOwn(stranger.Identities.SuspendIdentityAsync(new() { RequestId = Caller.NewRequest(), Identity = self }).ResponseAsync);

        Assert.NotEmpty((await stranger.Grant(await admin.NewIdentity(), free)).GrantId);
        Assert.NotEmpty(await stranger.Confer(free, held));
    }

    [Fact]
    public async Task Hand_this_on_to_the_tokens_that_are_issued_with_them()
    {
        using var first = await issuer.Issue(Role.Administrator);
        await AssertOwn(first.Issue(self, Role.Reader));
        using var second = await first.Issue(Role.Provisioner);
        await AssertOwn(second.Grant(self, await admin.NewEntitlement()));
    }

    [Fact, Trait("Rule", "3")]
    public async Task Do_not_reach_it_by_an_import_either()
    {
        using var stranger = new Caller(server.Process, (await IssueBackdating()).Bearer);
        var target = Import.IdOf(await admin.NewEntitlement());
        var answer = await new Import(stranger, Caller.New("source")).Send(
            Import.Row(1, "2021-01-01", ImportOperation.Add, ImportRelation.Holds, Import.IdOf(self), target));
        Assert.Equal((0, "OWN_ACCESS"), (answer.Accepted, answer.Rejected.Single().Reason));
    }

    [Fact]
    public async Task Are_told_from_those_that_a_machine_token_issued()
    {
        using var stranger = await admin.Issue(Role.Administrator);
        Assert.Null(Jwt.Claims(stranger.Bearer!)["by"]);
        Assert.NotEmpty((await stranger.Grant(self, await admin.NewEntitlement())).GrantId);
    }

    private async Task<IssueTokenResponse> IssueBackdating()
    {
        using var backdating = new Caller(server.Process, (await admin.Tokens.IssueTokenAsync(
            new() { RequestId = Caller.NewRequest(), Identity = self, Roles = { Role.Administrator }, MayBackdate = true })).Bearer);
        return await backdating.Tokens.IssueTokenAsync(new()
        {
            RequestId = Caller.NewRequest(), Identity = await admin.NewIdentity(), Roles = { Role.Administrator }, MayBackdate = true,
        });
    }

    private static async Task AssertOwn(Task call)
    {
        var refused = await Refused.By(call);
        Assert.Equal((StatusCode.PermissionDenied, "OWN_ACCESS"), (refused.Code, refused.Reason));
    }
}
