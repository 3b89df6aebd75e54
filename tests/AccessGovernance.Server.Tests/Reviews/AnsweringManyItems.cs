using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;

namespace AccessGovernance.Server.Tests.Reviews;

/// <summary>Many answers at once: a result for each, nothing lost, nothing decided twice; in one call, and by a spreadsheet.</summary>
public sealed class AnsweringManyItems(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly Caller admin = server.Administrator;

    [Fact]
    public async Task Every_answer_of_a_stream_has_its_result()
    {
        using var scene = await ReviewScene.Make(admin, 4);
        var campaign = await scene.Launch();
        var first = new DecideItemsRequest
        {
            RequestId = Caller.NewRequest(), Campaign = campaign,
            Decisions = { Of(1, ReviewAnswer.Certify), Of(2, ReviewAnswer.Revoke), Of(99, ReviewAnswer.Certify), Of(3, 0), Of(1, ReviewAnswer.Abstain) },
        };
        var second = new DecideItemsRequest { RequestId = Caller.NewRequest(), Campaign = campaign, Decisions = { Of(1, ReviewAnswer.Certify) } };
        var wrong = new DecideItemsRequest { RequestId = Caller.NewRequest(), Campaign = "campaigns/x", Decisions = { Of(1, ReviewAnswer.Certify) } };
        var answers = await Decide(scene.AsReviewer, first, second, first, wrong);
        Assert.Equal(ItemResult.Recorded, answers[0].Items[0].Result);
        var refused = answers[0].Items.Where(i => i.Result == ItemResult.Refused).Select(i => Refused.Of(i.Error).Reason);
        Assert.Equal(["JUSTIFICATION_REQUIRED", "ITEM_UNKNOWN", "INVALID_FIELD", "SETTING_INVALID"], refused);
        Assert.Equal([ItemResult.Unchanged], answers[1].Items.Select(i => i.Result));
        Assert.Equal(ItemResult.Repeated, answers[2].Items[0].Result);
        Assert.Equal("campaign", Refused.Of(answers[3].Error).Fields.Single());
        Assert.Equal([ReviewAnswer.Certify], (await ReviewScene.List(scene.AsReviewer, campaign, WorkState.Answered)).Select(i => i.Answer));
    }

    [Fact]
    public async Task Answers_about_whom_the_caller_does_not_review_are_refused_one_by_one()
    {
        using var scene = await ReviewScene.Make(admin, 2);
        var campaign = await scene.Launch();
        var request = new DecideItemsRequest
        {
            RequestId = Caller.NewRequest(), Campaign = campaign, Decisions = { Of(1, ReviewAnswer.Certify), Of(2, ReviewAnswer.Certify) },
        };
        var answer = (await Decide(scene.AsDeputy, request)).Single();
        Assert.All(answer.Items, i => Assert.Equal("NOT_REVIEWER", Refused.Of(i.Error).Reason));
        Assert.Null(answer.Receipt);
    }

    [Fact]
    public async Task A_request_of_somebody_else_is_another_one_whatever_it_says()
    {
        using var scene = await ReviewScene.Make(admin, 1);
        var campaign = await scene.Launch(ReviewScene.Settings(scene.Entitlement, scene.Reviewer, scene.Deputy));
        var both = new DecideItemsRequest { RequestId = Caller.NewRequest(), Campaign = campaign, Decisions = { Of(1, ReviewAnswer.Certify) } };
        Assert.Equal(ItemResult.Recorded, (await Decide(scene.AsReviewer, both)).Single().Items.Single().Result);
        Assert.Equal("REQUEST_ID_REUSED", Refused.Of((await Decide(scene.AsDeputy, both)).Single().Items.Single().Error).Reason);
        var one = new DecideItemRequest { RequestId = Caller.NewRequest(), Campaign = campaign, Item = 1, Answer = ReviewAnswer.Abstain };
        await scene.AsReviewer.Reviews.DecideItemAsync(one);
        Assert.Equal("REQUEST_ID_REUSED", (await Refused.By(scene.AsDeputy.Reviews.DecideItemAsync(one))).Reason);
        Assert.Equal(ReviewAnswer.Unspecified, (await ReviewScene.List(scene.AsDeputy, campaign)).Single().Answer);
    }

    [Fact]
    public async Task A_line_that_ends_before_its_answer_is_refused_and_a_reason_of_nothing_visible_too()
    {
        using var scene = await ReviewScene.Make(admin, 3);
        var campaign = await scene.Launch();
        var lines = (await Export(scene.AsReviewer, campaign)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var (results, end) = await Import(scene.AsReviewer, campaign, $"{lines[0]}\njunk\n{Fill(lines[1], "revoke", "\u200B ")}\n", Caller.NewRequest());
        Assert.Equal((2L, 0L, 0L), (end.Refused, end.Skipped, end.Recorded));
        Assert.Equal(["chunk", "justification"], results.Select(r => Refused.Of(r.Error).Fields.Single()));
    }

    [Fact]
    public async Task A_work_list_makes_a_round_trip_and_what_changed_meanwhile_is_refused()
    {
        using var scene = await ReviewScene.Make(admin, 3);
        var campaign = await scene.Launch();
        var lines = (await Export(scene.AsReviewer, campaign)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("item,revision,risk,identity,", lines[0], StringComparison.Ordinal);
        Assert.Null(await scene.Decide(scene.AsReviewer, campaign, 2, ReviewAnswer.Abstain));
        var file = string.Join('\n', lines[0], Fill(lines[1], "certify", ""), Fill(lines[2], "revoke", "no \"longer\", really"), lines[3]) + "\n";
        var (results, end) = await Import(scene.AsReviewer, campaign, file, Caller.NewRequest());
        Assert.Equal((1L, 0L, 1L, 1L), (end.Recorded, end.Unchanged, end.Refused, end.Skipped));
        var refused = results.Single(r => r.Result == ItemResult.Refused);
        Assert.Equal((3L, 2, "ITEM_CHANGED"), (refused.Line, refused.Item, Refused.Of(refused.Error).Reason));
        var again = (await Import(scene.AsReviewer, campaign, file, Caller.NewRequest())).End;
        Assert.Equal((0L, 1L, 1L, 1L), (again.Recorded, again.Unchanged, again.Refused, again.Skipped));
        var stranger = await Refused.By(Import(scene.AsReviewer, campaign, "a,b\n1,2\n", Caller.NewRequest()));
        Assert.Equal((StatusCode.InvalidArgument, "chunk"), (stranger.Code, stranger.Fields.Single()));
    }

    [Fact]
    public async Task A_row_answers_its_own_item_and_no_other_whatever_was_done_to_the_sheet()
    {
        using var scene = await ReviewScene.Make(admin, 3);
        var (campaign, other) = (await scene.Launch(), await scene.Launch());
        var lines = (await Export(scene.AsReviewer, campaign)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var all = string.Join('\n', lines.Skip(1).Select(l => Fill(l, "certify", "")).Prepend(lines[0]));
        var foreign = await Import(scene.AsReviewer, other, all, Caller.NewRequest());
        Assert.All(foreign.Results, r => Assert.Equal("ITEM_CHANGED", Refused.Of(r.Error).Reason));
        var shifted = $"{lines[0]}\n2{Fill(lines[1], "certify", "")[1..]}\n";
        var wrong = (await Import(scene.AsReviewer, campaign, shifted, Caller.NewRequest())).End;
        Assert.Equal((0L, 1L), (wrong.Recorded, wrong.Refused));
        Assert.Empty(await ReviewScene.List(scene.AsReviewer, campaign, WorkState.Answered));
        Assert.Empty(await ReviewScene.List(scene.AsReviewer, other, WorkState.Answered));
        Assert.Equal(3, (await Import(scene.AsReviewer, campaign, all.Replace('\n', '\r'), Caller.NewRequest())).End.Recorded);
    }

    [Fact]
    public async Task What_another_reviewer_answers_leaves_a_sheet_as_it_was()
    {
        using var scene = await ReviewScene.Make(admin, 3);
        var campaign = await scene.Launch(ReviewScene.Settings(scene.Entitlement, scene.Reviewer, scene.Deputy));
        var lines = (await Export(scene.AsReviewer, campaign)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Null(await scene.Decide(scene.AsDeputy, campaign, 1, ReviewAnswer.Certify));
        var file = string.Join('\n', lines[0], Fill(lines[1], "revoke", "left"), Fill(lines[2], "certify", ""), lines[3]);
        var end = (await Import(scene.AsReviewer, campaign, file, Caller.NewRequest())).End;
        Assert.Equal((2L, 0L), (end.Recorded, end.Refused));
    }

    [Theory]
    [InlineData("\"left", 2)]
    [InlineData("\"left\" early", 2)]
    public async Task A_quote_that_does_not_end_swallows_no_answers(string why, int line)
    {
        using var scene = await ReviewScene.Make(admin, 3);
        var campaign = await scene.Launch();
        var lines = (await Export(scene.AsReviewer, campaign)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var file = $"{lines[0]}\n{lines[1][..^",,,".Length]}certify,,,{why}\n{Fill(lines[2], "certify", "")}\n";
        var refused = (await Import(scene.AsReviewer, campaign, file, Caller.NewRequest())).Results.Where(r => r.Result == ItemResult.Refused).Single();
        Assert.Equal((line, "INVALID_FIELD"), ((int)refused.Line, Refused.Of(refused.Error).Reason));
        Assert.DoesNotContain(await ReviewScene.List(scene.AsReviewer, campaign, WorkState.Answered), i => i.Item == 1);
    }

    private static ItemDecision Of(int item, ReviewAnswer answer) => new() { Item = item, Answer = answer };

    // The columns to be filled in are the last four.
    private static string Fill(string line, string answer, string why) =>
        $"{line[..^",,,".Length]}{answer},,,\"{why.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static async Task<List<DecideItemsResponse>> Decide(Caller by, params DecideItemsRequest[] requests)
    {
        using var call = by.Reviews.DecideItems();
        var answers = new List<DecideItemsResponse>();
        foreach (var request in requests)
        {
            await call.RequestStream.WriteAsync(request);
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            answers.Add(call.ResponseStream.Current);
        }
        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
        return answers;
    }

    private static async Task<string> Export(Caller by, string campaign)
    {
        using var call = by.Reviews.ExportWorkList(new() { Campaign = campaign });
        using var bytes = new MemoryStream();
        var end = new WorkListEnd();
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            bytes.Write(call.ResponseStream.Current.Chunk.Span);
            end = call.ResponseStream.Current.End ?? end;
        }
        Assert.Equal((3L, Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray()))), (end.Rows, end.Sha256));
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static async Task<(List<ImportedDecision> Results, ImportDecisionsEnd End)> Import(Caller by, string campaign, string file, string requestId)
    {
        using var call = by.Reviews.ImportDecisions();
        await call.RequestStream.WriteAsync(new() { Start = new() { RequestId = requestId, Campaign = campaign } });
        // No chunk need end where a character or a line does.
        foreach (var some in Encoding.UTF8.GetBytes(file).Chunk(7))
            await call.RequestStream.WriteAsync(new() { Chunk = ByteString.CopyFrom(some) });
        await call.RequestStream.CompleteAsync();
        var (results, end) = (new List<ImportedDecision>(), new ImportDecisionsEnd());
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            if (call.ResponseStream.Current.Decision is { } decision)
                results.Add(decision);
            end = call.ResponseStream.Current.End ?? end;
        }
        return (results, end);
    }
}
