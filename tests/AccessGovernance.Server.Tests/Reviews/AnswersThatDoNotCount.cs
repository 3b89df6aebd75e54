namespace AccessGovernance.Server.Tests.Reviews;

/// <summary>A stage in which everybody signed off, and whose access it is came out after that.</summary>
public sealed class AnswersThatDoNotCount(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly Caller admin = server.Administrator;

    [Fact]
    public async Task Leave_the_stage_whole_until_somebody_else_has_answered_in_their_place()
    {
        using var scene = await ReviewScene.Make(admin, 2);
        var third = Caller.Person(Caller.New("third"));
        using var asThird = await admin.Issue(await admin.NewIdentityOf(third, LinkRole.Person), Role.Reviewer);
        var campaign = await scene.Launch(TwoReviewers(scene, third));
        await AnswerAll(scene.AsReviewer, scene, campaign);
        var item = await admin.Reviews.GetWorkItemAsync(new() { Campaign = campaign, Item = 1 });
        await admin.Identities.LinkIdentityAsync(new()
        {
            RequestId = Caller.NewRequest(), Identity = item.Item.Identity, Person = scene.Reviewer, Role = LinkRole.Person,
        });
        await AnswerAll(scene.AsDeputy, scene, campaign);

        await scene.When(campaign, c => c.Items.SignedOff == 1);
        Assert.Equal(1, (await ReviewScene.List(asThird, campaign)).Single().Item);
        Assert.Equal(2, (await scene.When(campaign, _ => true)).Items.InReview);
        var early = new EndStageRequest { RequestId = Caller.NewRequest(), Campaign = campaign, Stage = 1 };
        Assert.Equal("STAGE_NOT_OVER", (await Refused.By(admin.Campaigns.EndStageAsync(early))).Reason);

        Assert.Null(await scene.Decide(asThird, campaign, 1, ReviewAnswer.Certify));
        await asThird.Reviews.SignOffAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign });
        await scene.When(campaign, c => c.Status == CampaignStatus.Remediation);
    }

    private static async Task AnswerAll(Caller by, ReviewScene scene, string campaign)
    {
        for (var item = 1; item <= scene.Holders.Count; item++)
            Assert.Null(await scene.Decide(by, campaign, item, ReviewAnswer.Certify));
        await by.Reviews.SignOffAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign });
    }

    // Both have to sign off; somebody else comes in only where the first cannot.
    private static CampaignSettings TwoReviewers(ReviewScene scene, string instead)
    {
        var settings = ReviewScene.Settings(scene.Entitlement, scene.Reviewer);
        var reviewers = settings.Stages[0].Reviewers;
        reviewers.Fallback = new() { Kind = ReviewerKind.Named, Persons = { instead } };
        reviewers.Additional.Add(new ReviewerRule { Kind = ReviewerKind.Named, Persons = { scene.Deputy } });
        return settings;
    }
}
