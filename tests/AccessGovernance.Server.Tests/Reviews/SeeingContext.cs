namespace AccessGovernance.Server.Tests.Reviews;

/// <summary>What a reviewer sees of an item beside what was frozen: earlier campaigns, and what a revocation would take away.</summary>
public sealed class SeeingContext(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly Caller admin = server.Administrator;

    [Fact]
    public async Task A_revocation_shows_beforehand_what_it_takes_and_then_takes_that()
    {
        using var scene = await ReviewScene.Make(admin, 0);
        var application = await admin.NewApplication();
        string[] all = [await admin.NewEntitlement(application, 0), await admin.NewEntitlement(application, 0), await admin.NewEntitlement(application, 0)];
        var (role, right, other) = (all[0], all[1], all[2]);
        foreach (var content in new[] { right, other })
            await admin.Confer(role, content);
        var (only, both, third) = (await Holder(role), await Holder(role, right), await Holder(role));
        var campaign = await scene.Launch(ReviewScene.Settings(right, scene.Reviewer));
        var items = (await ReviewScene.List(scene.AsReviewer, campaign)).ToDictionary(i => i.Identity, i => i.Item);

        var effect = (await Show(scene.AsReviewer, campaign, items[only])).IfRevoked;
        Assert.Equal(all.Order(StringComparer.Ordinal), effect.Loses.Order(StringComparer.Ordinal));
        Assert.Equal((3L, 1L, true, 0), (effect.LosesCount, effect.OthersCount, effect.Complete, effect.RetainedThrough.Count));
        Assert.Equal((third, ""), (effect.Others.Single().Identity, effect.Others.Single().Name));
        var kept = (await Show(scene.AsReviewer, campaign, items[both])).IfRevoked;
        Assert.Equal((0L, role, 2L), (kept.LosesCount, kept.RetainedThrough.Single(), kept.OthersCount));

        foreach (var (identity, item) in items)
            Assert.Null(await scene.Decide(scene.AsReviewer, campaign, item, identity == third ? ReviewAnswer.Certify : ReviewAnswer.Revoke, "not needed"));
        await scene.AsReviewer.Reviews.SignOffAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign });
        await scene.When(campaign, c => c.Cases.Count(t => t.State is CaseState.Sent or CaseState.Retained) == 2);
        foreach (var entitlement in all)
            Assert.Equal((false, true), ((await admin.Check(only, entitlement)).Allowed, (await admin.Check(both, entitlement)).Allowed));
        Assert.Null((await Show(admin, campaign, items[only])).IfRevoked);
    }

    [Theory]
    [InlineData(EarlierDecisions.Hidden, 0, 0)]
    [InlineData(EarlierDecisions.Result, 1, 0)]
    [InlineData(EarlierDecisions.Everything, 1, 1)]
    public async Task Earlier_reviews_of_the_same_access_are_told_as_far_as_the_stage_says(EarlierDecisions visible, int reviews, int reviewers)
    {
        using var scene = await ReviewScene.Make(admin, 3);
        var first = await scene.Launch();
        Assert.Null(await scene.Decide(scene.AsReviewer, first, 2, ReviewAnswer.Certify, "needed"));
        foreach (var item in new[] { 1, 3 })
            Assert.Null(await scene.Decide(scene.AsReviewer, first, item, ReviewAnswer.Certify));
        await scene.AsReviewer.Reviews.SignOffAsync(new() { RequestId = Caller.NewRequest(), Campaign = first });
        await scene.When(first, c => c.Status == CampaignStatus.Remediation);
        var cancelled = await scene.Launch();
        await admin.Campaigns.CancelCampaignAsync(new() { RequestId = Caller.NewRequest(), Campaign = cancelled, Reason = "not now" });
        var settings = scene.Settings();
        settings.Stages[0].Visible = visible;
        var second = await scene.Launch(settings);

        var seen = (await Show(scene.AsReviewer, second, 2)).EarlierReviews;

        Assert.Equal((reviews, reviewers), (seen.Count, seen.Sum(e => e.Reviewers.Count)));
        var told = (await Show(admin, second, 2)).EarlierReviews.Single();
        Assert.Equal((first, 2, ReviewOutcome.Certified, false), (told.Campaign, told.Item, told.Outcome, told.BySilence));
        Assert.Equal((scene.Reviewer, ReviewAnswer.Certify), (told.Reviewers.Single().Person, told.Reviewers.Single().Answer));
        Assert.NotNull(told.EndedAt);
        Assert.Empty((await Show(admin, first, 2)).EarlierReviews);
    }

    private static async Task<GetWorkItemResponse> Show(Caller caller, string campaign, int item) =>
        await caller.Reviews.GetWorkItemAsync(new() { Campaign = campaign, Item = item });

    private async Task<string> Holder(params string[] entitlements)
    {
        var identity = await admin.NewIdentityOf(Caller.Person(Caller.New("holder")), LinkRole.Person);
        foreach (var entitlement in entitlements)
            await admin.Grant(identity, entitlement);
        return identity;
    }
}
