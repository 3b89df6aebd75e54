namespace AccessGovernance.Server.Tests;

/// <summary>Whoever issues a token has seen it: for whomever it is, it is no way to the access of whoever issued it.</summary>
[Trait("Rule", "own-access")]
public sealed class TokensForOthers(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly Caller admin = server.Administrator;

    [Fact]
    public async Task Do_not_reach_the_access_of_whoever_issued_them()
    {
        var person = Caller.Person(Caller.New("issuer"));
        var (self, owned) = (await admin.NewIdentityOf(person, LinkRole.Person), await admin.NewIdentityOf(person, LinkRole.Owner));
        var (free, held) = (await admin.NewEntitlement(), await admin.NewEntitlement());
        await admin.Grant(owned, held);
        using var issuer = await admin.Issue(self, Role.Administrator);
        // Somebody else, or a person who was only just invented.
        var puppet = await issuer.NewIdentityOf(Caller.Person(Caller.New("puppet")), LinkRole.Person);
        using var first = await issuer.Issue(puppet, Role.Administrator);
        using var second = await first.Issue(await admin.NewIdentityOf(Caller.Person(Caller.New("other")), LinkRole.Person), Role.Administrator);
        foreach (var caller in new[] { first, second })
        {
            await AssertOwn(caller.Grant(self, free));
            await AssertOwn(caller.Grant(owned, free));
            await AssertOwn(caller.Confer(held, free));
            await AssertOwn(caller.Issue(self, Role.Reader));
            Assert.NotEmpty((await caller.Grant(await admin.NewIdentity(), free)).GrantId);
        }
        await AssertOwn(second.Grant(puppet, free));
        // The same identity with a token that somebody else issued.
        using var independent = await admin.Issue(puppet, Role.Administrator);
        Assert.NotEmpty((await independent.Grant(self, free)).GrantId);
    }

    [Fact]
    public async Task Do_not_reach_it_either_once_their_issuer_belongs_to_somebody()
    {
        var (issuing, later) = (await admin.NewIdentity(), Caller.Person(Caller.New("later")));
        var (own, free) = (await admin.NewIdentityOf(later, LinkRole.Person), await admin.NewEntitlement());
        using var issuer = await admin.Issue(issuing, Role.Administrator);
        using var issued = await issuer.Issue(await admin.NewIdentityOf(Caller.Person(Caller.New("other")), LinkRole.Person), Role.Provisioner);
        await AssertOwn(issued.Grant(issuing, free));
        Assert.NotEmpty((await issued.Grant(own, free)).GrantId);
        await admin.Identities.LinkIdentityAsync(
            new() { RequestId = Caller.NewRequest(), Identity = issuing, Person = later, Role = LinkRole.Owner });
        await AssertOwn(issued.Grant(own, await admin.NewEntitlement()));
    }

    [Fact]
    public async Task Answer_no_item_about_whoever_issued_them()
    {
        using var scene = await ReviewScene.Make(admin, 2);
        var campaign = await scene.Launch();
        var items = await ReviewScene.List(scene.AsReviewer, campaign);
        var own = items.Single(i => i.Identity == scene.Holders[0]).Item;
        using var holder = await admin.Issue(scene.Holders[0], Role.Administrator);
        var reviewing = await admin.NewIdentityOf(scene.Reviewer, LinkRole.Person);
        using var borrowed = await holder.Issue(reviewing, Role.Reviewer);
        Assert.Equal("OWN_ACCESS", (await scene.Decide(borrowed, campaign, own, ReviewAnswer.Certify))?.Reason);
        Assert.Null(await scene.Decide(borrowed, campaign, items.Single(i => i.Item != own).Item, ReviewAnswer.Certify));
        Assert.Null(await scene.Decide(scene.AsReviewer, campaign, own, ReviewAnswer.Certify));
    }

    private static async Task AssertOwn(Task call)
    {
        var refused = await Refused.By(call);
        Assert.Equal((StatusCode.PermissionDenied, "OWN_ACCESS"), (refused.Code, refused.Reason));
    }
}
