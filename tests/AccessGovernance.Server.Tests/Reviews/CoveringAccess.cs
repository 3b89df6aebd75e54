namespace AccessGovernance.Server.Tests.Reviews;

/// <summary>What nobody reviewed lately, against what everybody holds and what campaigns came to.</summary>
public sealed class CoveringAccess(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly Caller admin = server.Administrator;

    [Fact]
    public async Task Every_row_that_is_held_is_reviewed_or_says_why_not()
    {
        using var scene = await ReviewScene.Make(admin, 3);
        var application = await ApplicationOf(scene);
        var campaign = await scene.Launch();
        foreach (var item in new[] { 1, 2, 3 })
            Assert.Null(await scene.Decide(scene.AsReviewer, campaign, item, ReviewAnswer.Certify));
        await scene.AsReviewer.Reviews.SignOffAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign });
        await scene.When(campaign, c => c.Status == CampaignStatus.Remediation);
        Assert.Empty(await Rows(application));
        await GrantAnew(scene.Holders[0], scene.Entitlement);
        await GrantSynthetic(scene.Entitlement);
        var late = await admin.NewIdentity();
        await admin.Grant(late, scene.Entitlement);

        var rows = await Rows(application);

        Assert.Equal([(late, "never", ""), (scene.Holders[0], "granted-anew", campaign)], rows.Select(Row).OrderByDescending(r => r.Why));
        var counts = await Counts(application);
        var holders = (await admin.History.CountHoldersAsync(new() { Entitlement = scene.Entitlement })).Identities;
        Assert.Equal((holders - 1, 2L, 2L, 1L, 1L), (counts("held"), counts("reviewed"), counts("not_reviewed"), counts("never"), counts("granted_anew")));
        var second = await scene.Launch();
        var running = (await Rows(application)).Select(Row).OrderBy(r => r.Identity != late);
        Assert.Equal([(late, "under-review", second), (scene.Holders[0], "under-review", second)], running);
        await admin.Campaigns.CancelCampaignAsync(new() { RequestId = Caller.NewRequest(), Campaign = second, Reason = "not now" });
        Assert.Equal(["granted-anew", "never"], (await Rows(application)).Select(r => r["why"]).Order());
    }

    [Fact]
    public async Task What_follows_from_a_role_and_was_shown_with_it_is_reviewed_with_it()
    {
        var application = await admin.NewApplication();
        var (role, right) = (await admin.NewEntitlement(application, 0), await admin.NewEntitlement(application, 0));
        await admin.Confer(role, right);
        using var scene = await ReviewScene.Make(admin, 1);
        await admin.Grant(scene.Holders[0], role);
        Assert.Equal(["false", "true"], (await Rows(application)).Select(r => r["direct"]).Order());
        var settings = scene.Settings();
        settings.Scope = new() { Applications = { application } };
        var campaign = await scene.Launch(settings);
        Assert.Null(await scene.Decide(scene.AsReviewer, campaign, 1, ReviewAnswer.Certify));
        Assert.Equal(["under-review", "under-review"], (await Rows(application)).Select(r => r["why"]));
        await scene.AsReviewer.Reviews.SignOffAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign });
        await scene.When(campaign, c => c.Status == CampaignStatus.Remediation);

        Assert.Empty(await Rows(application));

        // What the role came to contain afterwards was never before anybody's eyes.
        await admin.Confer(role, await admin.NewEntitlement(application, 0));
        Assert.Equal(["never"], (await Rows(application)).Select(r => r["why"]));
    }

    [Fact]
    public async Task A_token_sees_its_applications_alone_and_asks_for_no_others()
    {
        using var scene = await ReviewScene.Make(admin, 2);
        var application = await ApplicationOf(scene);
        using var limited = await admin.Issue(Role.Auditor, application);
        var seen = await limited.Rows(new() { Kind = ReportKind.Coverage });
        Assert.Equal((2, application), (seen.Count, Caller.Application(seen.Select(r => r["application"]).Distinct().Single())));
        Assert.True((await limited.Report(new() { Kind = ReportKind.Coverage, Format = ReportFormat.Csv })).End.Basis.LimitedToScope);
        var others = new CoverageQuestion { Applications = { await admin.NewApplication() } };
        Assert.Equal(StatusCode.PermissionDenied, (await RefusedFor(limited, others)).Code);
        var unknown = await RefusedFor(admin, new() { Applications = { application, Caller.Application("no such") } });
        Assert.Equal(StatusCode.NotFound, unknown.Code);
        Assert.Contains("coverage.applications[1]", unknown.Message + string.Join(' ', unknown.Fields), StringComparison.Ordinal);
        Assert.Equal("coverage.months", (await RefusedFor(admin, new() { Months = 121 })).Fields.Single());
        Assert.Equal("coverage.valid_at", (await RefusedFor(admin, new() { ValidAt = Caller.FromNow(TimeSpan.FromDays(1)) })).Fields.Single());
    }

    private static async Task<Refused> RefusedFor(Caller caller, CoverageQuestion question)
    {
        using var call = caller.Campaigns.GetReport(new() { Kind = ReportKind.Coverage, Format = ReportFormat.Csv, Coverage = question });
        return (await Refused.IfAny(call.ResponseStream.MoveNext(CancellationToken.None)))!;
    }

    private static GetReportRequest Question(string application) =>
        new() { Kind = ReportKind.Coverage, Coverage = new() { Applications = { application } } };

    private Task<List<Dictionary<string, string>>> Rows(string application) => admin.Rows(Question(application));

    private async Task<Func<string, long>> Counts(string application)
    {
        var json = await admin.Json(Question(application));
        var only = json.GetProperty("applications").EnumerateArray().Single();
        return name => only.GetProperty(name).GetInt64();
    }

    private async Task<string> ApplicationOf(ReviewScene scene) =>
        (await admin.Entitlements.GetEntitlementAsync(new() { Entitlement = scene.Entitlement })).Entitlement.Application;

    private static (string Identity, string Why, string Campaign) Row(Dictionary<string, string> row) =>
        (Caller.Identity(row["identity"]), row["why"], row["campaign"].Length == 0 ? "" : $"campaigns/{row["campaign"]}");

    private async Task GrantAnew(string identity, string entitlement)
    {
        var held = await admin.History.WhatDidTheyHoldAsync(new() { Subject = identity });
        await admin.Revoke(identity, entitlement, held.Access.Single().Grants.Single().GrantId);
        await admin.Grant(identity, entitlement);
    }

    private async Task GrantSynthetic(string entitlement)
    {
        var synthetic = Caller.Identity(Caller.New("synthetic"));
        await admin.Identities.RegisterIdentityAsync(
            new() { RequestId = Caller.NewRequest(), Identity = synthetic, Kind = IdentityKind.Service, Synthetic = true });
        await admin.Grant(synthetic, entitlement);
    }
}
