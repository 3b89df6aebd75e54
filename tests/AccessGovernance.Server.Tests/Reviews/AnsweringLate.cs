using System.Text;
using Google.Protobuf;

namespace AccessGovernance.Server.Tests.Reviews;

/// <summary>Once a stage is over: what was done in time is recognised however late it is repeated, and what is new is refused item by item.</summary>
[Trait("Rule", "12")]
public sealed class AnsweringLate(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly Caller admin = server.Administrator;

    [Fact]
    public async Task A_bulk_is_recognised_and_a_new_one_has_a_result_for_each_item()
    {
        using var scene = await ReviewScene.Make(admin, 2);
        var campaign = await scene.Launch();
        var bulk = new DecideItemsRequest { RequestId = Caller.NewRequest(), Campaign = campaign, Decisions = { Certify(1), Certify(2) } };
        Assert.All((await Decide(scene.AsReviewer, bulk)).Items, i => Assert.Equal(ItemResult.Recorded, i.Result));
        await End(scene, campaign);
        var again = await Decide(scene.AsReviewer, bulk);
        Assert.Null(again.Error);
        Assert.All(again.Items, i => Assert.Equal(ItemResult.Repeated, i.Result));
        Assert.False(again.Receipt.Changed);
        var late = await Decide(scene.AsReviewer, new(bulk) { RequestId = Caller.NewRequest() });
        Assert.Null(late.Error);
        Assert.Equal([1, 2], late.Items.Select(i => i.Item));
        Assert.All(late.Items, i => Assert.Equal("CAMPAIGN_NOT_IN_REVIEW", Refused.Of(i.Error).Reason));
        var other = new DecideItemsRequest(bulk);
        other.Decisions.RemoveAt(1);
        Assert.Equal("REQUEST_ID_REUSED", Refused.Of((await Decide(scene.AsReviewer, other)).Items.Single().Error).Reason);
    }

    [Fact]
    public async Task A_sign_off_is_recognised_and_another_refused()
    {
        using var scene = await ReviewScene.Make(admin, 2);
        var campaign = await scene.Launch();
        foreach (var item in new[] { 1, 2 })
            Assert.Null(await scene.Decide(scene.AsReviewer, campaign, item, ReviewAnswer.Certify));
        var (all, some) = (new SignOffRequest { RequestId = Caller.NewRequest(), Campaign = campaign },
            new SignOffRequest { RequestId = Caller.NewRequest(), Campaign = campaign, Items = { 1 } });
        Assert.Equal(1, (await scene.AsReviewer.Reviews.SignOffAsync(some)).SignedOff);
        Assert.Equal(1, (await scene.AsReviewer.Reviews.SignOffAsync(all)).SignedOff);
        await scene.When(campaign, c => c.Status == CampaignStatus.Remediation);
        foreach (var repeated in new[] { all, some })
        {
            var answer = await scene.AsReviewer.Reviews.SignOffAsync(repeated);
            Assert.Equal((false, 0, 0), (answer.Receipt.Changed, answer.Refused.Count, (int)answer.StillOpen));
        }
        var late = new SignOffRequest { RequestId = Caller.NewRequest(), Campaign = campaign };
        Assert.Equal("CAMPAIGN_NOT_IN_REVIEW", (await Refused.By(scene.AsReviewer.Reviews.SignOffAsync(late))).Reason);
    }

    [Fact]
    public async Task A_spreadsheet_that_comes_again_changes_nothing_and_says_so_row_by_row()
    {
        using var scene = await ReviewScene.Make(admin, 2);
        var campaign = await scene.Launch();
        var revisions = (await ReviewScene.List(scene.AsReviewer, campaign)).OrderBy(i => i.Item).Select(i => i.Revision).ToList();
        var file = $"item,revision,answer\n1,{revisions[0]},certify\n2,{revisions[1]},certify\n";
        var request = Caller.NewRequest();
        Assert.Equal(2, (await Import(scene.AsReviewer, campaign, file, request)).Recorded);
        await End(scene, campaign);
        var again = await Import(scene.AsReviewer, campaign, file, request);
        Assert.Equal((0L, 2L, 0L), (again.Recorded, again.Unchanged, again.Refused));
        var late = await Import(scene.AsReviewer, campaign, file.Replace("certify", "abstain", StringComparison.Ordinal), Caller.NewRequest());
        Assert.Equal((0L, 0L, 2L), (late.Recorded, late.Unchanged, late.Refused));
    }

    private static async Task End(ReviewScene scene, string campaign)
    {
        await scene.AsReviewer.Reviews.SignOffAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign });
        await scene.When(campaign, c => c.Status == CampaignStatus.Remediation);
    }

    private static ItemDecision Certify(int item) => new() { Item = item, Answer = ReviewAnswer.Certify };

    private static async Task<DecideItemsResponse> Decide(Caller by, DecideItemsRequest request)
    {
        using var call = by.Reviews.DecideItems();
        await call.RequestStream.WriteAsync(request);
        await call.RequestStream.CompleteAsync();
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        return call.ResponseStream.Current;
    }

    private static async Task<ImportDecisionsEnd> Import(Caller by, string campaign, string file, string requestId)
    {
        using var call = by.Reviews.ImportDecisions();
        await call.RequestStream.WriteAsync(new() { Start = new() { RequestId = requestId, Campaign = campaign } });
        await call.RequestStream.WriteAsync(new() { Chunk = ByteString.CopyFrom(Encoding.UTF8.GetBytes(file)) });
        await call.RequestStream.CompleteAsync();
        var end = new ImportDecisionsEnd();
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
            end = call.ResponseStream.Current.End ?? end;
        return end;
    }
}
