namespace AccessGovernance.Server.Tests.Reviews;

/// <summary>Cases of campaigns that report what is to go and leave the doing to others.</summary>
public sealed class FulfillingByHand(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly Caller admin = server.Administrator;

    [Fact]
    public async Task Is_said_with_a_reference_by_whoever_did_it_until_the_campaign_is_over()
    {
        using var scene = await ReviewScene.Make(admin, 1);
        var campaign = await scene.Revoked(scene.ReportOnly());
        var done = new AcknowledgeCaseRequest { RequestId = Caller.NewRequest(), Campaign = campaign, Item = 1, Reference = "CHG-7" };
        Assert.True((await scene.AsOwner.Campaigns.AcknowledgeCaseAsync(done)).Receipt.Changed);
        var found = (await admin.Campaigns.ListCasesAsync(new() { Campaign = campaign })).Cases.Single();
        Assert.Equal((CaseState.Acknowledged, true, 1), (found.State, found.Open, found.Attempts));
        Assert.True((await admin.Check(scene.Holders[0], scene.Entitlement)).Allowed);
        await admin.Campaigns.CancelCampaignAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign, Reason = "the wrong people" });
        Assert.False((await scene.AsOwner.Campaigns.AcknowledgeCaseAsync(done)).Receipt.Changed);
        var except = new ExceptCaseRequest
        {
            RequestId = Caller.NewRequest(), Campaign = campaign, Item = 1, Until = Caller.FromNow(TimeSpan.FromDays(30)), Reason = "needed",
        };
        var late = await Refused.By(scene.AsOwner.Campaigns.ExceptCaseAsync(except));
        Assert.Equal((StatusCode.FailedPrecondition, "CAMPAIGN_OVER", "campaign"), (late.Code, late.Reason, late.Fields.Single()));
    }

    [Fact]
    public async Task Of_what_came_back_without_a_grant_somebody_is_told_and_the_case_does_not_say_that_it_was_sent()
    {
        using var scene = await ReviewScene.Make(admin, 1);
        var campaign = await scene.Revoked();
        var application = (await When(campaign, c => c.State == CaseState.Sent)).Application;
        await Told(campaign, 1);
        await new Report(admin, application) { TakenAt = Caller.FromNow(TimeSpan.Zero) }.All(Report.Account("x", "", scene.Entitlement));
        await When(campaign, c => c.State == CaseState.ObservedAbsent);
        await new Report(admin, application) { TakenAt = Caller.FromNow(TimeSpan.Zero) }.All(Report.Account("y", scene.Holders[0], scene.Entitlement));
        await Told(campaign, 2);
        var back = await When(campaign, c => c.State == CaseState.Reappeared);
        Assert.Equal((1, true), (back.Attempts, back.Open));
    }

    private async Task<RemediationCase> When(string campaign, Func<RemediationCase, bool> holds)
    {
        var token = "";
        while (true)
        {
            var asked = await admin.Campaigns.ListCasesAsync(new() { Campaign = campaign, AtLeast = token });
            if (asked.Cases.SingleOrDefault() is { } found && holds(found))
                return found;
            token = ReviewScene.Next(asked.Basis.Token);
        }
    }

    // Messages about access to take away, as soon as there are so many.
    private async Task Told(string campaign, int atLeast)
    {
        var token = "";
        while (true)
        {
            var asked = await admin.Campaigns.ListMessagesAsync(new() { Campaign = campaign, AtLeast = token });
            if (asked.Messages.Count(m => m.Kind == MessageKind.Remediation) >= atLeast)
                return;
            token = ReviewScene.Next(asked.Basis.Token);
        }
    }
}
