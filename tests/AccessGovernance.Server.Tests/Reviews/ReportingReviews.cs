using System.Globalization;

namespace AccessGovernance.Server.Tests.Reviews;

/// <summary>Reports over a real server, their figures counted once more from what the other calls answer.</summary>
public sealed class ReportingReviews(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly Caller admin = server.Administrator;

    [Fact]
    public async Task Applications_and_reviewers_add_up_to_the_items()
    {
        using var scene = await ReviewScene.Make(admin, 4);
        var campaign = await Decided(scene);
        var items = await admin.Rows(new() { Campaign = campaign });
        Assert.Equal(4, items.Count);

        var application = (await admin.Rows(new() { Campaign = campaign, Kind = ReportKind.Applications })).Single();

        Assert.Equal(items[0]["application"], application["application"]);
        foreach (var outcome in new[] { "certified", "revoked", "modified" })
            Assert.Equal(Text(items.Count(i => i["outcome"] == outcome)), application[outcome]);
        var answers = items.SelectMany(i => i["answers"].Split(" | ")).ToList();
        var bulk = answers.Count(a => a.EndsWith(":bulk", StringComparison.Ordinal));
        Assert.Equal((Text(answers.Count), Text(bulk)), (application["answers"], application["in_bulk"]));
        var cases = (await admin.Campaigns.ListCasesAsync(new() { Campaign = campaign, Open = true })).Cases;
        Assert.Equal(Text(cases.Count), application["open_cases"]);
        var reviewer = (await admin.Rows(new() { Campaign = campaign, Kind = ReportKind.Reviewers })).Single();
        Assert.Equal(scene.Reviewer, Caller.Person(reviewer["person"]));
        Assert.Equal(("4", "2", "2", "1"), (reviewer["answered"], reviewer["certified"], reviewer["revoked"], reviewer["changes_of_mind"]));
        Assert.Equal(Text(answers.Count), reviewer["answers"]);
    }

    [Fact]
    public async Task Open_remediation_of_all_campaigns_is_what_their_cases_say_within_the_scope_of_the_token()
    {
        using var scene = await ReviewScene.Make(admin, 3);
        using var other = await ReviewScene.Make(admin, 1);
        string[] campaigns = [await scene.Revoked(), await other.Revoked()];
        var expected = new List<string>();
        foreach (var campaign in campaigns)
            expected.AddRange((await admin.Campaigns.ListCasesAsync(new() { Campaign = campaign, Open = true })).Cases.Select(c => $"{c.Campaign} {c.Item}"));

        var rows = await admin.Rows(new() { Kind = ReportKind.OpenRemediation });

        Assert.Equal(4, expected.Count);
        Assert.Equal(expected, rows.Select(Place).Where(p => campaigns.Any(c => p.StartsWith(c, StringComparison.Ordinal))));
        Assert.Equal(expected.Take(3), (await admin.Rows(new() { Kind = ReportKind.OpenRemediation, Campaign = campaigns[0] })).Select(Place));
        using var limited = await admin.Issue(Role.Auditor, Caller.Application(rows.Last()["application"]));
        var (_, end) = await limited.Report(new() { Kind = ReportKind.OpenRemediation, Format = ReportFormat.Csv });
        Assert.Equal((1L, true), (end.Rows, end.Basis.LimitedToScope));
        var denied = new GetReportRequest { Campaign = campaigns[0], Kind = ReportKind.Reviewers, Format = ReportFormat.Csv };
        Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(() => limited.Report(denied))).StatusCode);
    }

    [Fact]
    public async Task A_trend_has_the_campaigns_of_a_definition_in_the_order_of_their_launches()
    {
        using var scene = await ReviewScene.Make(admin, 4);
        var first = await Decided(scene);
        var definition = (await admin.Campaigns.GetCampaignAsync(new() { Campaign = first })).Campaign.Definition;
        var second = (await admin.Campaigns.LaunchCampaignAsync(new()
        {
            RequestId = Caller.NewRequest(), Definition = definition, Version = 1, EverythingIntended = true,
        })).Campaign.Name;
        await scene.When(second, c => c.Status == CampaignStatus.InReview);

        var rows = await admin.Rows(new() { Kind = ReportKind.Trend, Definition = definition });

        Assert.Equal([first, second], rows.Select(r => $"campaigns/{r["campaign"]}"));
        Assert.Equal(("4", "0.5000", "0.1667", "0.0000"), (rows[0]["items"], rows[0]["revoked_share"], rows[0]["bulk_share"], rows[0]["silence_share"]));
        Assert.Equal(("in-review", "0.0000", ""), (rows[1]["status"], rows[1]["revoked_share"], rows[1]["bulk_share"]));
    }

    [Fact, Trait("Rule", "15")]
    public async Task Every_table_is_the_same_for_ever_at_its_position()
    {
        using var scene = await ReviewScene.Make(admin, 4);
        var campaign = await Decided(scene);
        var definition = (await admin.Campaigns.GetCampaignAsync(new() { Campaign = campaign })).Campaign.Definition;
        var validAt = Caller.FromNow(TimeSpan.Zero);
        var requests = new List<GetReportRequest>
        {
            new() { Kind = ReportKind.Applications, Campaign = campaign }, new() { Kind = ReportKind.Reviewers, Campaign = campaign },
            new() { Kind = ReportKind.OpenRemediation }, new() { Kind = ReportKind.Trend, Definition = definition },
            new() { Kind = ReportKind.Coverage, Coverage = new() { ValidAt = validAt } },
        };
        var made = new List<(GetReportRequest Request, byte[] Bytes)>();
        foreach (var request in requests.SelectMany(_ => Formats, (request, format) => new GetReportRequest(request) { Format = format }))
        {
            var (bytes, end) = await admin.Report(request);
            Assert.NotEqual("", end.GeneratorVersion);
            made.Add((new(request) { Exactly = end.Basis.Token }, bytes));
        }
        await admin.Campaigns.AcknowledgeCaseAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign, Item = 2, Reference = "CHG-1" });
        await admin.Grant(scene.Holders[0], await admin.NewEntitlement());
        foreach (var (request, bytes) in made)
            Assert.Equal(bytes, (await admin.Report(request)).Bytes);
    }

    [Theory]
    [InlineData(ReportKind.Trend, "", ReportFormat.Csv, "definition")]
    [InlineData(ReportKind.Reviewers, "", ReportFormat.Csv, "campaign")]
    [InlineData(ReportKind.Coverage, "campaigns/0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11", ReportFormat.Csv, "campaign")]
    [InlineData(ReportKind.Coverage, "", ReportFormat.Pdf, "format")]
    [InlineData((ReportKind)99, "", ReportFormat.Csv, "kind")]
    public async Task What_does_not_belong_to_a_kind_is_refused_by_name(ReportKind kind, string campaign, ReportFormat format, string field) =>
        Assert.Equal((StatusCode.InvalidArgument, field), await RefusedFor(new() { Kind = kind, Campaign = campaign, Format = format }));

    private static readonly ReportFormat[] Formats = [ReportFormat.Csv, ReportFormat.Json, ReportFormat.Parquet];

    private async Task<(StatusCode Code, string Field)> RefusedFor(GetReportRequest request)
    {
        using var call = admin.Campaigns.GetReport(request);
        var refused = (await Refused.IfAny(call.ResponseStream.MoveNext(CancellationToken.None)))!;
        return (refused.Code, refused.Fields.Single());
    }

    // Certified, revoked with other words twice, revoked after a change of mind, and certified in bulk.
    private static async Task<string> Decided(ReviewScene scene)
    {
        var campaign = await scene.Launch();
        Assert.Null(await scene.Decide(scene.AsReviewer, campaign, 1, ReviewAnswer.Certify));
        Assert.Null(await scene.Decide(scene.AsReviewer, campaign, 2, ReviewAnswer.Revoke, "left"));
        Assert.Null(await scene.Decide(scene.AsReviewer, campaign, 2, ReviewAnswer.Revoke, "left, says the manager"));
        Assert.Null(await scene.Decide(scene.AsReviewer, campaign, 3, ReviewAnswer.Certify));
        Assert.Null(await scene.Decide(scene.AsReviewer, campaign, 3, ReviewAnswer.Revoke, "left too"));
        using (var bulk = scene.AsReviewer.Reviews.DecideItems())
        {
            var decisions = new ItemDecision { Item = 4, Answer = ReviewAnswer.Certify };
            await bulk.RequestStream.WriteAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign, Decisions = { decisions } });
            await bulk.RequestStream.CompleteAsync();
            Assert.True(await bulk.ResponseStream.MoveNext(CancellationToken.None));
            Assert.Null(bulk.ResponseStream.Current.Error);
        }
        await scene.AsReviewer.Reviews.SignOffAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign });
        await scene.When(campaign, c => c.Status == CampaignStatus.Remediation && c.Cases.Sum(t => t.Cases) == 2);
        return campaign;
    }

    private static string Place(Dictionary<string, string> row) => $"campaigns/{row["campaign"]} {row["item"]}";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
