using System.Security.Cryptography;
using System.Text;

namespace AccessGovernance.Server.Tests.Reviews;

/// <summary>What the second stage sees of the first one, and what the report says after the last.</summary>
public sealed class LaterStages(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly Caller admin = server.Administrator;

    [Theory]
    [InlineData(EarlierDecisions.Hidden, 0, 0, 0)]
    [InlineData(EarlierDecisions.Result, 1, 0, 0)]
    [InlineData(EarlierDecisions.Everything, 1, 1, 1)]
    public async Task Show_of_earlier_ones_what_the_stage_says(EarlierDecisions visible, int stages, int reviewers, int remarks)
    {
        using var scene = await ReviewScene.Make(admin, 1);
        var campaign = await scene.Launch(TwoStages(scene, visible));
        Assert.Null(await scene.Decide(scene.AsReviewer, campaign, 1, ReviewAnswer.Certify, "still in the team"));
        await scene.AsReviewer.Reviews.SignOffAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign });
        var now = await scene.When(campaign, c => c.Stage == 2);
        Assert.Equal((CampaignStatus.InReview, 1L), (now.Status, now.Stages[0].Tally.Advancing));
        // What the first stage said is not what became of it.
        var row = Encoding.UTF8.GetString((await Report(campaign, ReportFormat.Csv, "")).Bytes).Split("\r\n");
        Assert.Equal(("open", "false"), (Cell(row, "outcome"), Cell(row, "by_silence")));
        var item = await scene.AsDeputy.Reviews.GetWorkItemAsync(new() { Campaign = campaign, Item = 1 });
        Assert.Equal((stages, reviewers, remarks), (item.Earlier.Count, item.Earlier.Sum(e => e.Reviewers.Count), item.Remarks.Count));
        Assert.All(item.Earlier, e => Assert.Equal(StageResult.Accepted, e.Result));
        Assert.Equal(scene.Deputy, item.Reviewers.Single().Person);
        var all = await admin.Reviews.GetWorkItemAsync(new() { Campaign = campaign, Item = 1 });
        Assert.Equal("still in the team", all.Remarks.Single().Text);
        Assert.Equal(ReviewAnswer.Certify, all.Earlier.Single().Reviewers.Single().Answer);
        var late = new DecideItemRequest { RequestId = Caller.NewRequest(), Campaign = campaign, Item = 1, Answer = ReviewAnswer.Certify, Stage = 1 };
        Assert.Equal("ITEM_NOT_IN_REVIEW", (await Refused.By(scene.AsDeputy.Reviews.DecideItemAsync(late))).Reason);
    }

    [Fact, Trait("Rule", "15")]
    public async Task A_closed_campaign_gives_the_same_report_for_ever()
    {
        using var scene = await ReviewScene.Make(admin, 2);
        var campaign = await scene.Launch();
        var unsigned = new CloseCampaignRequest { RequestId = Caller.NewRequest(), Campaign = campaign };
        Assert.Equal("CAMPAIGN_NOT_SIGNED_OFF", (await Refused.By(admin.Campaigns.CloseCampaignAsync(unsigned))).Reason);
        foreach (var item in new[] { 1, 2 })
            Assert.Null(await scene.Decide(scene.AsReviewer, campaign, item, ReviewAnswer.Certify));
        await scene.AsReviewer.Reviews.SignOffAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign });
        await scene.When(campaign, c => c.Status == CampaignStatus.Remediation);
        await scene.AsOwner.Campaigns.SignOffCampaignAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign, Role = "owner" });
        var closed = await admin.Campaigns.CloseCampaignAsync(new(unsigned) { RequestId = Caller.NewRequest() });
        var token = (await admin.Campaigns.GetCampaignAsync(new() { Campaign = campaign })).Campaign.ReportToken;
        await admin.Grant(scene.Holders[0], await admin.NewEntitlement());
        foreach (var format in new[] { ReportFormat.Csv, ReportFormat.Json, ReportFormat.Pdf, ReportFormat.Parquet })
        {
            var (bytes, end) = await Report(campaign, format, token);
            Assert.Equal((2L, closed.ReportSha256, Convert.ToHexStringLower(SHA256.HashData(bytes))), (end.Rows, end.ItemsSha256, end.Sha256));
            Assert.Equal(token, end.Basis.Token);
        }
        Assert.Equal(closed.ReportSha256, (await Report(campaign, ReportFormat.Csv, token)).End.Sha256);
    }

    private static string Cell(string[] report, string column) => report[1].Split(',')[Array.IndexOf(report[0].Split(','), column)];

    private async Task<(byte[] Bytes, ReportEnd End)> Report(string campaign, ReportFormat format, string exactly)
    {
        using var call = admin.Campaigns.GetReport(new() { Campaign = campaign, Format = format, Exactly = exactly });
        using var bytes = new MemoryStream();
        var end = new ReportEnd();
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            bytes.Write(call.ResponseStream.Current.Chunk.Span);
            end = call.ResponseStream.Current.End ?? end;
        }
        return (bytes.ToArray(), end);
    }

    private static CampaignSettings TwoStages(ReviewScene scene, EarlierDecisions visible)
    {
        var settings = ReviewScene.Settings(scene.Entitlement, scene.Reviewer);
        var second = new ReviewStage(settings.Stages[0]) { Name = "Second", Visible = visible };
        second.Reviewers.Rule.Persons[0] = scene.Deputy;
        settings.Stages[0].AdvanceOn.Add(StageResult.Accepted);
        settings.Stages.Add(second);
        return settings;
    }
}
