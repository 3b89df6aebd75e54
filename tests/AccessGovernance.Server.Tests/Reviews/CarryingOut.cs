namespace AccessGovernance.Server.Tests.Reviews;

/// <summary>What becomes of decisions: what is taken away and what is not, and what happens where that fails.</summary>
public sealed class CarryingOut
{
    /// <summary>Starting and stopping takes no longer.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task A_grant_made_after_the_decision_stays_when_the_access_is_reported_again()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.Start(folder.Path);
        using var admin = Caller.Administrator(server);
        using var scene = await ReviewScene.Make(admin, 1);
        var campaign = await scene.Revoked();
        var application = await InState(scene, campaign, CaseState.Sent);
        Assert.False((await admin.Check(scene.Holders[0], scene.Entitlement)).Allowed);
        await new Report(admin, application) { TakenAt = Caller.FromNow(TimeSpan.Zero) }.All(Report.Account("x", "", scene.Entitlement));
        await InState(scene, campaign, CaseState.ObservedAbsent);
        await admin.Grant(scene.Holders[0], scene.Entitlement);
        await new Report(admin, application) { TakenAt = Caller.FromNow(TimeSpan.Zero) }
            .All(Report.Account("x", "", scene.Entitlement), Report.Account("y", scene.Holders[0], scene.Entitlement));
        await InState(scene, campaign, CaseState.Retained);
        Assert.True((await admin.Check(scene.Holders[0], scene.Entitlement)).Allowed);
    }

    [Fact]
    public async Task What_stays_by_another_path_goes_on_once_that_path_is_gone()
    {
        using var folder = new TemporaryFolder();
        string campaign;
        await using (var server = await ServerProcess.Start(folder.Path))
        {
            using var admin = Caller.Administrator(server);
            using var scene = await ReviewScene.Make(admin, 1);
            var role = await admin.NewEntitlement();
            await admin.Confer(role, scene.Entitlement);
            var through = await admin.Grant(scene.Holders[0], role);
            campaign = await scene.Revoked();
            await InState(scene, campaign, CaseState.Retained);
            Assert.True((await admin.Check(scene.Holders[0], scene.Entitlement)).Allowed);
            await admin.Revoke(scene.Holders[0], role, through.GrantId);
            await server.Stop();
        }
        await using var again = await ServerProcess.Start(folder.Path);
        using var watching = Caller.Administrator(again);
        Assert.Equal(2, (await When(watching, campaign, c => c.State == CaseState.Sent)).Attempts);
    }

    [Fact, Trait("Rule", "own-access")]
    public async Task Nobody_proves_by_their_own_report_that_their_access_is_gone()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.Start(folder.Path);
        using var admin = Caller.Administrator(server);
        using var scene = await ReviewScene.Make(admin, 3);
        var campaign = await scene.Revoked();
        var application = (await Cases(admin, campaign, c => c.All(x => x.State == CaseState.Sent)))[0].Application;
        using var concerned = await admin.Issue(scene.Holders[0], Role.Administrator);
        using var puppet = await concerned.Issue(scene.Holders[1], Role.Provisioner);
        await new Report(puppet, application) { TakenAt = Caller.FromNow(TimeSpan.Zero) }.All(Report.Account("x", "", scene.Entitlement));
        var seen = await Cases(admin, campaign, c => c.Any(x => x.State == CaseState.ObservedAbsent));
        Assert.Equal([scene.Holders[2]], seen.Where(c => !c.Open).Select(c => c.Identity));
        var sign = new SignOffCampaignRequest { RequestId = Caller.NewRequest(), Campaign = campaign, Role = "owner" };
        sign.StillOpen.Add(seen.Where(c => c.Open).Select(c => c.Item));
        Assert.Equal("OWN_ACCESS", (await Refused.By(concerned.Campaigns.SignOffCampaignAsync(sign))).Reason);
        await new Report(admin, application) { TakenAt = Caller.FromNow(TimeSpan.Zero) }.All(Report.Account("x", "", scene.Entitlement));
        await Cases(admin, campaign, c => c.All(x => x.State == CaseState.ObservedAbsent));
    }

    [Fact]
    public async Task What_failed_is_tried_again_once_its_time_has_come()
    {
        using var folder = new TemporaryFolder();
        string campaign;
        await using (var server = await ServerProcess.Start(folder.Path))
        {
            using var admin = Caller.Administrator(server);
            using var scene = await ReviewScene.Make(admin, 1);
            campaign = await Failed(scene);
            var termination = new WithdrawTerminationRequest { RequestId = Caller.NewRequest(), Identity = scene.Holders[0] };
            await admin.Identities.WithdrawTerminationAsync(termination);
            var open = (await admin.Campaigns.ListCasesAsync(new() { Campaign = campaign })).Cases.Single();
            Assert.Equal((1, CaseState.Failed, true), (open.Failures, open.State, open.Open));
            await server.Stop();
        }
        await using var later = await ServerProcess.Start(folder.Path, "--clock-offset-ms", "120000");
        using var again = Caller.Administrator(later);
        var done = await When(again, campaign, c => c.State == CaseState.Acknowledged);
        Assert.Null(done.RetryAt);
    }

    [Fact]
    public async Task What_failed_too_often_stays_open_and_the_owner_of_the_campaign_is_told()
    {
        using var folder = new TemporaryFolder();
        string campaign;
        await using (var server = await ServerProcess.Start(folder.Path))
        {
            using var admin = Caller.Administrator(server);
            using var scene = await ReviewScene.Make(admin, 1);
            campaign = await Failed(scene);
            await server.Stop();
        }
        var (failures, ahead) = (1, TimeSpan.Zero);
        foreach (var pause in new[] { 1, 4, 16, 64, 256, 1_024 })
        {
            ahead += TimeSpan.FromMinutes(pause) + Slack;
            await using var later = await ServerProcess.Start(folder.Path, "--clock-offset-ms", $"{ahead.TotalMilliseconds}");
            using var again = Caller.Administrator(later);
            failures++;
            Assert.NotNull((await When(again, campaign, c => c.Failures == failures)).RetryAt);
            await later.Stop();
        }
        ahead += TimeSpan.FromDays(1) + Slack;
        await using var last = await ServerProcess.Start(folder.Path, "--clock-offset-ms", $"{ahead.TotalMilliseconds}");
        using var watching = Caller.Administrator(last);
        var stuck = await When(watching, campaign, c => c.Failures == 8);
        Assert.Equal((CaseState.Failed, true, null), (stuck.State, stuck.Open, stuck.RetryAt));
        await Told(watching, campaign);
    }

    [Fact]
    public async Task Only_access_that_is_held_still_is_excepted_and_only_one_signs_off()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.Start(folder.Path);
        using var admin = Caller.Administrator(server);
        using var scene = await ReviewScene.Make(admin, 1);
        var campaign = await scene.Revoked();
        await InState(scene, campaign, CaseState.Sent);
        var except = new ExceptCaseRequest
        {
            RequestId = Caller.NewRequest(), Campaign = campaign, Item = 1, Until = Caller.FromNow(TimeSpan.FromDays(30)), Reason = "needed",
        };
        var refused = await Refused.By(scene.AsOwner.Campaigns.ExceptCaseAsync(except));
        Assert.Equal((StatusCode.FailedPrecondition, "CASE_NOT_OPEN", "item"), (refused.Code, refused.Reason, refused.Fields.Single()));
        await admin.Grant(scene.Holders[0], scene.Entitlement);
        Assert.True((await scene.AsOwner.Campaigns.ExceptCaseAsync(except)).Receipt.Changed);
        var sign = new SignOffCampaignRequest { RequestId = Caller.NewRequest(), Campaign = campaign, Role = "owner" };
        Assert.True((await scene.AsOwner.Campaigns.SignOffCampaignAsync(sign)).Receipt.Changed);
        Assert.False((await scene.AsOwner.Campaigns.SignOffCampaignAsync(sign)).Receipt.Changed);
        using var other = await admin.Issue(await admin.NewIdentityOf(Caller.Person(Caller.New("other")), LinkRole.Person), Role.Administrator);
        var second = await Refused.By(other.Campaigns.SignOffCampaignAsync(new(sign) { RequestId = Caller.NewRequest() }));
        Assert.Equal((StatusCode.FailedPrecondition, "CAMPAIGN_SIGNED_OFF"), (second.Code, second.Reason));
        Assert.Equal("owner", (await scene.When(campaign, _ => true)).SignOff.Role);
    }

    [Fact]
    public async Task What_silence_suspends_ends_and_can_be_given_back()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.Start(folder.Path);
        using var admin = Caller.Administrator(server);
        using var scene = await ReviewScene.Make(admin, 1);
        var settings = scene.Settings();
        settings.Stages[0].NoResponse = NoResponse.Suspend;
        var campaign = await scene.Launch(settings);
        Assert.Null(await scene.Decide(scene.AsReviewer, campaign, 1, ReviewAnswer.Abstain));
        await scene.AsReviewer.Reviews.SignOffAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign });
        var application = await InState(scene, campaign, CaseState.Sent);
        Assert.Equal((1L, 0L), await Outcomes(scene, campaign));
        Assert.False((await admin.Check(scene.Holders[0], scene.Entitlement)).Allowed);
        await admin.Grant(scene.Holders[0], scene.Entitlement);
        // Looked at once more, with every case: what was given back after that is left alone.
        await new Report(admin, application) { TakenAt = Caller.FromNow(TimeSpan.Zero) }
            .All(Report.Account("x", "", scene.Entitlement), Report.Account("y", scene.Holders[0], scene.Entitlement));
        await server.Stop();
        await using var again = await ServerProcess.Start(folder.Path, "--clock-offset-ms", "600000");
        using var watching = Caller.Administrator(again);
        Assert.True((await watching.Check(scene.Holders[0], scene.Entitlement)).Allowed);
        Assert.Equal(CaseState.Sent, (await When(watching, campaign, _ => true)).State);
    }

    private static async Task<(long Suspended, long Revoked)> Outcomes(ReviewScene scene, string campaign)
    {
        var items = (await scene.When(campaign, c => c.Status == CampaignStatus.Remediation)).Items;
        return (items.Suspended, items.Revoked);
    }

    // The owner of the campaign, for the second time: at first of the case itself, as the application has no owner.
    private static async Task Told(Caller by, string campaign)
    {
        var token = "";
        while (await by.Campaigns.ListMessagesAsync(new() { Campaign = campaign, AtLeast = token }) is var asked
            && asked.Messages.Count(m => m.Kind == MessageKind.Remediation && m.Person == "persons/owner") < 2)
            token = ReviewScene.Next(asked.Basis.Token);
    }

    // A change of validity that nobody may make: it would end after the identity does.
    private static async Task<string> Failed(ReviewScene scene)
    {
        var campaign = await scene.Launch();
        await scene.AsReviewer.Reviews.DecideItemAsync(new()
        {
            RequestId = Caller.NewRequest(), Campaign = campaign, Item = 1, Answer = ReviewAnswer.Modify, Until = Caller.FromNow(TimeSpan.FromDays(300)),
            Justification = "a project",
        });
        await scene.Admin.Identities.TerminateIdentityAsync(new()
        {
            RequestId = Caller.NewRequest(), Identity = scene.Holders[0], EffectiveAt = Caller.FromNow(TimeSpan.FromDays(200)), Reason = "leaves",
        });
        await scene.AsReviewer.Reviews.SignOffAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign });
        await InState(scene, campaign, CaseState.Failed);
        return campaign;
    }

    /// <summary>The application of the only case, once that is in a state.</summary>
    private static async Task<string> InState(ReviewScene scene, string campaign, CaseState state) =>
        (await When(scene.Admin, campaign, c => c.State == state)).Application;

    private static async Task<RemediationCase> When(Caller by, string campaign, Func<RemediationCase, bool> holds) =>
        (await Cases(by, campaign, c => c.Count == 1 && holds(c[0])))[0];

    private static async Task<IReadOnlyList<RemediationCase>> Cases(Caller by, string campaign, Func<IReadOnlyList<RemediationCase>, bool> holds)
    {
        var token = "";
        while (true)
        {
            var asked = await by.Campaigns.ListCasesAsync(new() { Campaign = campaign, AtLeast = token });
            if (asked.Cases.Count > 0 && holds(asked.Cases))
                return asked.Cases;
            token = ReviewScene.Next(asked.Basis.Token);
        }
    }
}
