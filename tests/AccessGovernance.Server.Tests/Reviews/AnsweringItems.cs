namespace AccessGovernance.Server.Tests.Reviews;

/// <summary>What reviewers may answer, whose items they may not, and what they see.</summary>
public sealed class AnsweringItems(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly Caller admin = server.Administrator;

    [Fact, Trait("Rule", "12")]
    public async Task An_answer_that_is_repeated_when_the_campaign_has_gone_on_is_the_same_answer()
    {
        using var scene = await ReviewScene.Make(admin, 1);
        var campaign = await scene.Launch();
        var request = new DecideItemRequest { RequestId = Caller.NewRequest(), Campaign = campaign, Item = 1, Answer = ReviewAnswer.Certify };
        var first = (await scene.AsReviewer.Reviews.DecideItemAsync(request)).Receipt;
        await scene.AsReviewer.Reviews.SignOffAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign });
        await scene.When(campaign, c => c.Status == CampaignStatus.Remediation);

        var again = (await scene.AsReviewer.Reviews.DecideItemAsync(request)).Receipt;

        Assert.Equal((first.Token, false), (again.Token, again.Changed));
        Assert.Equal("CAMPAIGN_NOT_IN_REVIEW", (await scene.Decide(scene.AsReviewer, campaign, 1, ReviewAnswer.Certify))?.Reason);
    }

    [Fact]
    public async Task Nobody_answers_for_another_reviewer_or_about_themselves()
    {
        using var scene = await ReviewScene.Make(admin, 1);
        // The reviewer holds the access too, through an account of their own.
        await admin.Grant(await admin.NewIdentityOf(scene.Reviewer, LinkRole.Person), scene.Entitlement);
        var campaign = await scene.Launch();
        var own = (await ReviewScene.List(scene.AsReviewer, campaign)).Single();
        Assert.Equal(scene.Holders[0], own.Identity);
        var foreign = await scene.Decide(scene.AsDeputy, campaign, own.Item, ReviewAnswer.Certify);
        Assert.Equal((StatusCode.PermissionDenied, "NOT_REVIEWER", "item"), (foreign!.Code, foreign.Reason, foreign.Fields.Single()));
        Assert.Equal("OWN_ACCESS", (await scene.Decide(scene.AsReviewer, campaign, 3 - own.Item, ReviewAnswer.Certify))?.Reason);
        Assert.Equal("NOT_REVIEWER", (await scene.Decide(admin, campaign, own.Item, ReviewAnswer.Certify))?.Reason);
        var unknown = await scene.Decide(scene.AsReviewer, campaign, 99, ReviewAnswer.Certify);
        Assert.Equal((StatusCode.NotFound, "ITEM_UNKNOWN"), (unknown!.Code, unknown.Reason));
        var nowhere = await scene.Decide(scene.AsReviewer, $"campaigns/{Caller.NewRequest()}", 1, ReviewAnswer.Certify);
        Assert.Equal((StatusCode.NotFound, "CAMPAIGN_UNKNOWN"), (nowhere!.Code, nowhere.Reason));
    }

    [Fact]
    public async Task Answers_change_until_they_are_signed_off()
    {
        using var scene = await ReviewScene.Make(admin, 1);
        var campaign = await scene.Launch();
        var unjustified = await scene.Decide(scene.AsReviewer, campaign, 1, ReviewAnswer.Revoke);
        Assert.Equal((StatusCode.InvalidArgument, "JUSTIFICATION_REQUIRED"), (unjustified!.Code, unjustified.Reason));
        var sign = new SignOffRequest { RequestId = Caller.NewRequest(), Campaign = campaign, Items = { 1 } };
        Assert.Equal("ANSWER_MISSING", Refused.Of((await scene.AsReviewer.Reviews.SignOffAsync(sign)).Refused.Single().Error).Reason);
        var request = new DecideItemRequest
        {
            RequestId = Caller.NewRequest(), Campaign = campaign, Item = 1, Answer = ReviewAnswer.Modify, Until = Caller.FromNow(TimeSpan.FromDays(9)),
            Justification = "until the move", DwellMs = 1_500, RecommendationShown = true,
        };
        Assert.True((await scene.AsReviewer.Reviews.DecideItemAsync(request)).Receipt.Changed);
        Assert.False((await scene.AsReviewer.Reviews.DecideItemAsync(request)).Receipt.Changed);
        Assert.Equal("REQUEST_ID_REUSED", (await Refused.By(scene.AsReviewer.Reviews.DecideItemAsync(new(request) { Justification = "other" }))).Reason);
        Assert.Null(await scene.Decide(scene.AsReviewer, campaign, 1, ReviewAnswer.Certify));
        var answered = (await ReviewScene.List(scene.AsReviewer, campaign, WorkState.Answered)).Single();
        Assert.Equal((ReviewAnswer.Certify, WorkState.Answered), (answered.Answer, answered.State));
        Assert.Empty(await ReviewScene.List(scene.AsReviewer, campaign, WorkState.Open));
        Assert.Equal(1, (await scene.AsReviewer.Reviews.SignOffAsync(new(sign) { RequestId = Caller.NewRequest() })).SignedOff);
        await scene.When(campaign, c => c.Status == CampaignStatus.Remediation);
        Assert.Equal("CAMPAIGN_NOT_IN_REVIEW", (await scene.Decide(scene.AsReviewer, campaign, 1, ReviewAnswer.Certify))?.Reason);
    }

    [Fact]
    public async Task A_place_is_delegated_with_its_chain_and_replaced_by_an_administrator()
    {
        using var scene = await ReviewScene.Make(admin, 1);
        var campaign = await scene.Launch();
        var pass = new DelegateItemRequest { RequestId = Caller.NewRequest(), Campaign = campaign, Item = 1, To = scene.Deputy, Reason = "knows it" };
        await scene.AsReviewer.Reviews.DelegateItemAsync(pass);
        Assert.Empty(await ReviewScene.List(scene.AsReviewer, campaign));
        var back = new DelegateItemRequest(pass) { RequestId = Caller.NewRequest(), To = scene.Reviewer };
        Assert.Equal("DELEGATION_CIRCLE", (await Refused.By(scene.AsDeputy.Reviews.DelegateItemAsync(back))).Reason);
        await scene.AsDeputy.Reviews.CommentOnItemAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign, Item = 1, Text = "asked them" });
        var shown = await scene.AsDeputy.Reviews.GetWorkItemAsync(new() { Campaign = campaign, Item = 1 });
        var place = shown.Reviewers.Single();
        Assert.Equal((scene.Deputy, true, scene.Reviewer, true), (place.Person, place.Own, place.Before.Single().Person, place.Before.Single().Delegated));
        Assert.Equal(["knows it", "asked them"], shown.Remarks.Select(r => r.Text));
        var third = Caller.Person(Caller.New("third"));
        await admin.NewIdentityOf(third, LinkRole.Person);
        var replace = new ReplaceReviewerRequest { RequestId = Caller.NewRequest(), Campaign = campaign, Item = 1, Reviewer = scene.Deputy, By = third };
        await admin.Reviews.ReplaceReviewerAsync(replace);
        Assert.Equal("NOT_REVIEWER", (await Refused.By(scene.AsDeputy.Reviews.GetWorkItemAsync(new() { Campaign = campaign, Item = 1 }))).Reason);
        Assert.Equal(third, (await admin.Reviews.GetWorkItemAsync(new() { Campaign = campaign, Item = 1 })).Reviewers.Single().Person);
    }

    [Fact]
    public async Task An_item_says_where_its_access_comes_from()
    {
        using var scene = await ReviewScene.Make(admin, 0);
        var role = await admin.NewEntitlement();
        await admin.Confer(role, scene.Entitlement);
        await admin.Grant(await admin.NewIdentity(), role);
        var campaign = await scene.Launch();
        var shown = await scene.AsReviewer.Reviews.GetWorkItemAsync(new() { Campaign = campaign, Item = 1 });
        Assert.Equal((false, [role]), (shown.Direct, shown.Through));
        Assert.Equal((CauseKind.DirectAssignment, scene.Entitlement), (shown.Cause.Kind, shown.Item.Entitlement));
        Assert.NotNull(shown.Item.Since);
        Assert.Equal(shown.Item.Revision, (await ReviewScene.List(scene.AsReviewer, campaign)).Single().Revision);
    }

    [Fact]
    public async Task Work_lists_are_filtered_and_go_on_by_token()
    {
        using var scene = await ReviewScene.Make(admin, 5);
        var campaign = await scene.Launch();
        var (page, found) = (new ListWorkItemsRequest { Campaign = campaign, PageSize = 2 }, new List<int>());
        do
        {
            var answer = await scene.AsReviewer.Reviews.ListWorkItemsAsync(page);
            found.AddRange(answer.Items.Select(i => i.Item));
            page.PageToken = answer.NextPageToken;
        }
        while (page.PageToken.Length > 0);
        Assert.Equal([1, 2, 3, 4, 5], found);
        var one = await scene.AsReviewer.Reviews.ListWorkItemsAsync(new() { Campaign = campaign, Identity = scene.Holders[2] });
        Assert.Equal(scene.Holders[2], one.Items.Single().Identity);
        Assert.Empty((await scene.AsReviewer.Reviews.ListWorkItemsAsync(new() { Campaign = campaign, MinRisk = Risk.Critical })).Items);
        Assert.Empty((await scene.AsReviewer.Reviews.ListWorkItemsAsync(new() { Entitlement = "entitlements/other" })).Items);
        Assert.Empty(await ReviewScene.List(scene.AsDeputy, campaign));
    }
}
