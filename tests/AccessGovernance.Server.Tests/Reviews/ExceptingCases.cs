namespace AccessGovernance.Server.Tests.Reviews;

/// <summary>Who lets access stay after a revocation, until when and why, as those see it who look for it afterwards.</summary>
public sealed class ExceptingCases(RunningServer server) : IClassFixture<RunningServer>
{
    private const string First = "needed until the year ends";

    private const string Second = "needed until the migration ends";

    private readonly Caller admin = server.Administrator;

    [Fact]
    public async Task The_latest_exception_is_listed_with_who_answers_for_it_and_why()
    {
        using var scene = await ReviewScene.Make(admin, 2);
        var campaign = await scene.Revoked(scene.ReportOnly());
        await Except(scene, campaign, First);
        await Except(scene, campaign, Second);
        var listed = await admin.Campaigns.ListCasesAsync(new() { Campaign = campaign });
        Assert.StartsWith("persons/owner", listed.Cases[0].ExceptedBy, StringComparison.Ordinal);
        Assert.Equal((Second, "", ""), (listed.Cases[0].ExceptionReason, listed.Cases[1].ExceptedBy, listed.Cases[1].ExceptionReason));
        Assert.False(listed.ReasonsHidden);
    }

    [Fact]
    public async Task Why_is_for_those_who_see_personal_data()
    {
        using var scene = await ReviewScene.Make(admin, 1);
        var campaign = await scene.Revoked(scene.ReportOnly());
        await Except(scene, campaign, First);
        var application = (await admin.Campaigns.ListCasesAsync(new() { Campaign = campaign })).Cases[0].Application;
        using var limited = await admin.Issue(Role.Auditor, application);
        using var auditor = await admin.Issue(Role.Auditor);
        var less = await limited.Campaigns.ListCasesAsync(new() { Campaign = campaign });
        Assert.Equal(("", true), (less.Cases[0].ExceptionReason, less.ReasonsHidden));
        Assert.StartsWith("persons/owner", less.Cases[0].ExceptedBy, StringComparison.Ordinal);
        Assert.Equal(First, (await auditor.Campaigns.ListCasesAsync(new() { Campaign = campaign })).Cases[0].ExceptionReason);
    }

    [Fact]
    public async Task Why_is_forgotten_with_the_identity_and_who_is_not()
    {
        using var scene = await ReviewScene.Make(admin, 1);
        var campaign = await scene.Revoked(scene.ReportOnly());
        await Except(scene, campaign, First);
        await admin.Forget(scene.Holders[0]);
        var listed = await admin.Campaigns.ListCasesAsync(new() { Campaign = campaign });
        Assert.Equal(("", false), (listed.Cases[0].ExceptionReason, listed.ReasonsHidden));
        Assert.StartsWith("persons/owner", listed.Cases[0].ExceptedBy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_ends_after_the_campaign_closed_is_told_once_to_both_who_answer_for_it_and_is_open_again_in_the_report()
    {
        using var folder = new TemporaryFolder();
        var (campaign, owner, signer) = await ClosedWithExceptions(folder);
        foreach (var days in new[] { 6, 7 })
        {
            await using var later = await ServerProcess.Start(folder.Path, "--clock-offset-ms", $"{TimeSpan.FromDays(days).TotalMilliseconds}");
            using var watching = Caller.Administrator(later);
            var told = await Told(watching, campaign, 2);
            Assert.Equal(new[] { owner, signer }.Order(StringComparer.Ordinal), told.Select(m => m.Person).Order(StringComparer.Ordinal));
            Assert.All(told, m => Assert.Equal((2L, true), (m.Items, m.Application.Length > 0)));
            var rows = await watching.Rows(new() { Kind = ReportKind.OpenRemediation, Campaign = campaign });
            Assert.Equal(["1", "2"], rows.Select(r => r["item"]));
            Assert.All(rows, r => Assert.Equal(("excepted", "closed", true), (r["state"], r["campaign_status"], r["exception_ended"].Length > 0)));
            var now = (await watching.Campaigns.GetCampaignAsync(new() { Campaign = campaign })).Campaign;
            Assert.Equal(CampaignStatus.Closed, now.Status);
            await later.Stop();
        }
    }

    // Both until the same moment, and the access is held still.
    private static async Task<(string Campaign, string Owner, string Signer)> ClosedWithExceptions(TemporaryFolder folder)
    {
        await using var server = await ServerProcess.Start(folder.Path);
        using var admin = Caller.Administrator(server);
        using var scene = await ReviewScene.Make(admin, 2);
        var campaign = await scene.Revoked(scene.ReportOnly());
        var until = Caller.FromNow(TimeSpan.FromDays(5));
        foreach (var item in new[] { 1, 2 })
        {
            await scene.AsOwner.Campaigns.ExceptCaseAsync(new()
            {
                RequestId = Caller.NewRequest(), Campaign = campaign, Item = item, Until = until, Reason = First,
            });
        }
        await scene.AsOwner.Campaigns.SignOffCampaignAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign, Role = "owner" });
        await scene.AsOwner.Campaigns.CloseCampaignAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign });
        var closed = (await admin.Campaigns.GetCampaignAsync(new() { Campaign = campaign })).Campaign;
        Assert.Empty(await admin.Rows(new() { Kind = ReportKind.OpenRemediation, Campaign = campaign }));
        await server.Stop();
        return (campaign, "persons/owner", closed.SignOff.Person);
    }

    private static async Task<IReadOnlyList<CampaignMessage>> Told(Caller by, string campaign, int atLeast)
    {
        var token = "";
        while (true)
        {
            var asked = await by.Campaigns.ListMessagesAsync(new() { Campaign = campaign, AtLeast = token });
            var told = asked.Messages.Where(m => m.Kind == MessageKind.Overdue).ToList();
            if (told.Count >= atLeast && told.All(m => m.Deliveries.All(d => d.State == DeliveryState.Delivered)))
                return told;
            token = ReviewScene.Next(asked.Basis.Token);
        }
    }

    private static async Task Except(ReviewScene scene, string campaign, string reason) => await scene.AsOwner.Campaigns.ExceptCaseAsync(new()
    {
        RequestId = Caller.NewRequest(), Campaign = campaign, Item = 1, Until = Caller.FromNow(TimeSpan.FromDays(30)), Reason = reason,
    });
}
