namespace AccessGovernance.Server.Tests.Reviews;

/// <summary>Who requested, approved or provisioned access does not review it where the campaign says so, as far as the history proves who that was.</summary>
public sealed class BarringInvolved(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly Caller admin = server.Administrator;

    [Fact]
    public async Task Who_granted_access_neither_reviews_it_nor_is_given_it()
    {
        using var scene = await ReviewScene.Make(admin, 1);
        var identity = await admin.NewIdentityOf(scene.Reviewer, LinkRole.Person);
        using var provisioner = await admin.Issue(identity, Role.Provisioner);
        var granted = await Holder(h => provisioner.Grant(h, scene.Entitlement));

        var places = await Places(scene, Involvement.Provisioner);

        Assert.Equal([scene.Deputy], places.Of(granted));
        Assert.Equal([scene.Deputy, scene.Reviewer], places.Of(scene.Holders[0]));
        var passed = await Refused.By(scene.AsDeputy.Reviews.DelegateItemAsync(new()
        {
            RequestId = Caller.NewRequest(), Campaign = places.Campaign, Item = places.Items[granted], To = scene.Reviewer, Reason = "away",
        }));
        Assert.Equal("REVIEWER_BARRED", passed.Reason);
        Assert.Equal([scene.Deputy, scene.Reviewer], (await Places(scene, Involvement.Requester)).Of(granted));
    }

    [Fact]
    public async Task Who_granted_what_the_access_follows_from_counts_as_who_granted_it()
    {
        using var scene = await ReviewScene.Make(admin, 0);
        using var provisioner = await admin.Issue(await admin.NewIdentityOf(scene.Reviewer, LinkRole.Person), Role.Provisioner);
        var role = await admin.NewEntitlement();
        await admin.Confer(role, scene.Entitlement);
        var through = await Holder(h => provisioner.Grant(h, role));
        var both = await Holder(async h =>
        {
            await admin.Grant(h, scene.Entitlement);
            await provisioner.Grant(h, role);
        });
        var other = await Holder(async h =>
        {
            await admin.Grant(h, scene.Entitlement);
            await provisioner.Grant(h, await admin.NewEntitlement());
        });

        var places = await Places(scene, Involvement.Provisioner);

        Assert.Equal((scene.Deputy, scene.Deputy, 2), (places.Of(through).Single(), places.Of(both).Single(), places.Of(other).Length));
    }

    [Fact]
    public async Task Who_prolonged_access_counts_as_who_granted_it()
    {
        using var scene = await ReviewScene.Make(admin, 1);
        using var provisioner = await admin.Issue(await admin.NewIdentityOf(scene.Reviewer, LinkRole.Owner), Role.Provisioner);
        var grant = (await admin.History.WhatDidTheyHoldAsync(new() { Subject = scene.Holders[0] })).Access.Single().Grants.Single();
        await provisioner.Provisioning.CorrectGrantAsync(new()
        {
            RequestId = Caller.NewRequest(), Identity = scene.Holders[0], Entitlement = scene.Entitlement, GrantId = grant.GrantId, Reason = "extended",
            Validity = new() { From = grant.Validity.From, Until = Caller.FromNow(TimeSpan.FromDays(30)) },
        });

        Assert.Equal([scene.Deputy], (await Places(scene, Involvement.Provisioner)).Of(scene.Holders[0]));
    }

    [Fact]
    public async Task Who_imported_access_did_not_grant_it()
    {
        using var scene = await ReviewScene.Make(admin, 0);
        using var importer = new Caller(server.Process, (await admin.Tokens.IssueTokenAsync(new()
        {
            RequestId = Caller.NewRequest(), Identity = await admin.NewIdentityOf(scene.Reviewer, LinkRole.Person), Roles = { Role.Administrator },
            MayBackdate = true,
        })).Bearer);
        var (identity, role) = (Caller.New("imported"), Caller.New("imported role"));
        await new Import(importer, Caller.New("source")).Send(
            Import.Row(1, "2021-01-01", ImportOperation.Add, ImportRelation.Holds, identity, role));
        var settings = ReviewScene.Settings(Caller.Entitlement(role), scene.Reviewer, scene.Deputy);

        Assert.Equal(2, (await Places(scene, settings, Involvement.Provisioner)).Of(Caller.Identity(identity)).Length);
    }

    [Fact]
    public async Task On_whose_behalf_and_by_whose_approval_it_was_granted_counts_as_the_history_names_them()
    {
        using var scene = await ReviewScene.Make(admin, 0);
        var identity = await admin.NewIdentityOf(scene.Reviewer, LinkRole.Person);
        var requested = new List<string>();
        foreach (var name in new[] { scene.Reviewer, identity, Uri.UnescapeDataString(identity["identities/".Length..]) })
            requested.Add(await Holder(h => Grant(h, scene, new() { Kind = CauseKind.DirectAssignment }, name)));
        var approved = await Holder(h => Grant(h, scene, new() { Kind = CauseKind.ApprovedRequest, Reference = scene.Reviewer }, ""));
        var ticket = await Holder(h => Grant(h, scene, new() { Kind = CauseKind.ApprovedRequest, Reference = "REQ-1" }, ""));

        var byRequest = await Places(scene, Involvement.Requester);
        var byApproval = await Places(scene, Involvement.Approver);

        Assert.All(requested, h => Assert.Equal((scene.Deputy, 2), (byRequest.Of(h).Single(), byApproval.Of(h).Length)));
        Assert.Equal((2, scene.Deputy), (byRequest.Of(approved).Length, byApproval.Of(approved).Single()));
        Assert.Equal((2, 2), (byRequest.Of(ticket).Length, byApproval.Of(ticket).Length));
    }

    [Fact]
    public async Task Persons_who_review_each_other_are_told_of_before_the_launch()
    {
        using var scene = await ReviewScene.Make(admin, 0);
        foreach (var person in new[] { scene.Reviewer, scene.Deputy })
            await admin.Grant(await admin.NewIdentityOf(person, LinkRole.Person), scene.Entitlement);

        var preview = await admin.Campaigns.PreviewCampaignAsync(new() { Settings = ReviewScene.Settings(scene.Entitlement, scene.Reviewer, scene.Deputy) });

        Assert.Equal(1, preview.ReciprocalPairs);
        var pair = preview.ReciprocalExamples.Single();
        Assert.Equal((scene.Deputy, scene.Reviewer), (pair.First, pair.Second));
    }

    private async Task<string> Holder(Func<string, Task> grant)
    {
        var identity = await admin.NewIdentityOf(Caller.Person(Caller.New("holder")), LinkRole.Person);
        await grant(identity);
        return identity;
    }

    private async Task Grant(string identity, ReviewScene scene, Cause cause, string behalf)
    {
        var headers = new Metadata();
        if (behalf.Length > 0)
            headers.Add("x-on-behalf-of", behalf);
        await admin.Provisioning.GrantAccessAsync(
            new() { RequestId = Caller.NewRequest(), Identity = identity, Entitlement = scene.Entitlement, Cause = cause }, headers);
    }

    private Task<ReviewPlaces> Places(ReviewScene scene, Involvement barred) =>
        Places(scene, ReviewScene.Settings(scene.Entitlement, scene.Reviewer, scene.Deputy), barred);

    private async Task<ReviewPlaces> Places(ReviewScene scene, CampaignSettings settings, Involvement barred)
    {
        settings.Rules.Barred.Add(barred);
        var campaign = await scene.Launch(settings);
        var places = new ReviewPlaces(campaign);
        foreach (var work in await ReviewScene.List(scene.AsDeputy, campaign))
        {
            var item = await admin.Reviews.GetWorkItemAsync(new() { Campaign = campaign, Item = work.Item });
            places.Items[work.Identity] = work.Item;
            places.Reviewers[work.Identity] = [.. item.Reviewers.Select(r => r.Person).Order(StringComparer.Ordinal)];
        }
        return places;
    }
}

/// <summary>Who reviews whose access in a campaign.</summary>
public sealed record ReviewPlaces(string Campaign)
{
    public Dictionary<string, int> Items { get; } = [];

    public Dictionary<string, string[]> Reviewers { get; } = [];

    public string[] Of(string identity) => Reviewers[identity];
}
