namespace AccessGovernance.Server.Tests.Reviews;

/// <summary>A small campaign from its definition to its archive, over the API of a real server.</summary>
public sealed class RunningCampaigns(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly Caller admin = server.Administrator;

    [Fact]
    public async Task A_campaign_ends_in_cases_and_is_signed_off_with_what_is_open()
    {
        using var scene = await ReviewScene.Make(admin, 3);
        var campaign = await scene.Launch();
        var items = await ReviewScene.List(scene.AsReviewer, campaign);
        Assert.Equal([1, 2, 3], items.Select(i => i.Item).Order());
        Assert.Equal(scene.Holders.Order(StringComparer.Ordinal), items.OrderBy(i => i.Item).Select(i => i.Identity));
        Assert.Null(await scene.Decide(scene.AsReviewer, campaign, 1, ReviewAnswer.Certify));
        Assert.Null(await scene.Decide(scene.AsReviewer, campaign, 2, ReviewAnswer.Revoke, "left"));
        Assert.Null(await scene.Decide(scene.AsReviewer, campaign, 3, ReviewAnswer.Revoke, "left too"));
        var early = await Refused.By(admin.Campaigns.EndStageAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign, Stage = 1 }));
        Assert.Equal((StatusCode.FailedPrecondition, "STAGE_NOT_OVER"), (early.Code, early.Reason));
        var signed = await scene.AsReviewer.Reviews.SignOffAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign });
        Assert.Equal((3L, 0L, 0), (signed.SignedOff, signed.StillOpen, signed.Refused.Count));
        await admin.Campaigns.EndStageAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign, Stage = 1 });
        var now = await scene.When(campaign, c => c.Cases.Sum(t => t.Cases) == 2);
        Assert.Equal((CampaignStatus.Remediation, 1L, 2L), (now.Status, now.Items.Certified, now.Items.Revoked));
        Assert.Equal(3, now.Population.Items);
        Assert.Equal((3L, 3L, 3L), (now.Stages[0].Tally.Items, now.Stages[0].Tally.Answered, now.Stages[0].Tally.SignedOff));
    }

    [Fact]
    public async Task Cases_are_excepted_by_a_person_and_signed_for_as_they_are()
    {
        using var scene = await ReviewScene.Make(admin, 2);
        var settings = scene.Settings();
        settings.Remediation.Mode = RemediationMode.ReportOnly;
        var campaign = await scene.Revoked(settings);
        var cases = (await admin.Campaigns.ListCasesAsync(new() { Campaign = campaign })).Cases;
        Assert.Equal([1, 2], cases.Select(c => c.Item));
        var except = new ExceptCaseRequest { RequestId = Caller.NewRequest(), Campaign = campaign, Item = 1, Until = Caller.FromNow(TimeSpan.FromDays(30)) };
        Assert.Equal("REASON_REQUIRED", (await Refused.By(scene.AsOwner.Campaigns.ExceptCaseAsync(except))).Reason);
        except.Reason = "needed until the year ends";
        Assert.True((await scene.AsOwner.Campaigns.ExceptCaseAsync(except)).Receipt.Changed);
        Assert.False((await scene.AsOwner.Campaigns.ExceptCaseAsync(except)).Receipt.Changed);
        var sign = new SignOffCampaignRequest { RequestId = Caller.NewRequest(), Campaign = campaign, Role = "owner of the campaign", StillOpen = { 1, 2 } };
        Assert.Equal("PERSON_REQUIRED", (await Refused.By(admin.Campaigns.SignOffCampaignAsync(sign))).Reason);
        var differs = await Refused.By(scene.AsOwner.Campaigns.SignOffCampaignAsync(sign));
        Assert.Equal(("REMEDIATION_OPEN", "still_open"), (differs.Reason, differs.Fields.Single()));
        sign.StillOpen.Clear();
        sign.StillOpen.Add((await admin.Campaigns.ListCasesAsync(new() { Campaign = campaign, Open = true })).Cases.Select(c => c.Item));
        await scene.AsOwner.Campaigns.SignOffCampaignAsync(new(sign) { RequestId = Caller.NewRequest() });
        var signed = (await scene.When(campaign, c => c.SignOff is not null)).SignOff;
        Assert.Equal((1L, 2), (signed.StillOpenCount, signed.StillOpen.Single()));
        var cancel = new CancelCampaignRequest { RequestId = Caller.NewRequest(), Campaign = campaign, Reason = "on second thoughts" };
        Assert.Equal("CAMPAIGN_SIGNED_OFF", (await Refused.By(admin.Campaigns.CancelCampaignAsync(cancel))).Reason);
        Assert.Equal(CampaignStatus.SignedOff, (await scene.When(campaign, _ => true)).Status);
    }

    [Fact]
    public async Task Cancelling_and_archiving_delete_nothing()
    {
        using var scene = await ReviewScene.Make(admin, 1);
        var campaign = await scene.Launch();
        var archive = new ArchiveCampaignRequest { RequestId = Caller.NewRequest(), Campaign = campaign };
        Assert.Equal("CAMPAIGN_NOT_OVER", (await Refused.By(admin.Campaigns.ArchiveCampaignAsync(archive))).Reason);
        await admin.Campaigns.CancelCampaignAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign, Reason = "wrong scope" });
        Assert.Equal("CAMPAIGN_NOT_IN_REVIEW", (await scene.Decide(scene.AsReviewer, campaign, 1, ReviewAnswer.Certify))?.Reason);
        await admin.Campaigns.ArchiveCampaignAsync(new(archive) { RequestId = Caller.NewRequest() });
        var now = (await admin.Campaigns.GetCampaignAsync(new() { Campaign = campaign })).Campaign;
        Assert.Equal((CampaignStatus.Archived, "wrong scope"), (now.Status, now.CancelReason));
        Assert.DoesNotContain(campaign, (await admin.Campaigns.ListCampaignsAsync(new())).Campaigns.Select(c => c.Name));
        Assert.Contains(campaign, (await admin.Campaigns.ListCampaignsAsync(new() { Statuses = { CampaignStatus.Archived } })).Campaigns.Select(c => c.Name));
    }

    [Fact]
    public async Task A_launch_that_nobody_can_mean_is_cancelled_with_the_reason()
    {
        using var scene = await ReviewScene.Make(admin, 0);
        var campaign = await scene.Launch();
        var now = (await admin.Campaigns.GetCampaignAsync(new() { Campaign = campaign })).Campaign;
        Assert.Equal(CampaignStatus.Cancelled, now.Status);
        Assert.Contains("no access is in the scope", now.CancelReason, StringComparison.Ordinal);
    }

    [Fact, Trait("Rule", "12")]
    public async Task The_same_launch_is_one_campaign_whose_times_stay()
    {
        using var scene = await ReviewScene.Make(admin, 1);
        var definition = (await admin.Campaigns.DefineCampaignAsync(new() { RequestId = Caller.NewRequest(), Settings = scene.Settings() })).Definition;
        var request = new LaunchCampaignRequest
        {
            RequestId = Caller.NewRequest(), Definition = definition.Name, Version = 1, EverythingIntended = true,
        };
        var first = await admin.Campaigns.LaunchCampaignAsync(request);
        await scene.When(first.Campaign.Name, c => c.Status == CampaignStatus.InReview);
        var again = await admin.Campaigns.LaunchCampaignAsync(request);
        Assert.Equal((first.Campaign.Name, first.Campaign.ValidAt, false), (again.Campaign.Name, again.Campaign.ValidAt, again.Receipt.Changed));
        var other = new LaunchCampaignRequest(request) { UnassignedIntended = true };
        Assert.Equal("REQUEST_ID_REUSED", (await Refused.By(admin.Campaigns.LaunchCampaignAsync(other))).Reason);
        var late = new LaunchCampaignRequest(request) { RequestId = Caller.NewRequest(), ValidAt = Caller.FromNow(TimeSpan.FromDays(1)) };
        Assert.Equal("valid_at", (await Refused.By(admin.Campaigns.LaunchCampaignAsync(late))).Fields.Single());
        var old = new LaunchCampaignRequest(request) { RequestId = Caller.NewRequest(), Version = 2 };
        Assert.Equal("DEFINITION_REVISED_SINCE", (await Refused.By(admin.Campaigns.LaunchCampaignAsync(old))).Reason);
    }
}
