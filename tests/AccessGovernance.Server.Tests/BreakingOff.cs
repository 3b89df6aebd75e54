using Google.Protobuf;

namespace AccessGovernance.Server.Tests;

/// <summary>A client that breaks its stream off is no failure of the server.</summary>
public sealed class BreakingOff
{
    private const string Refusals = "accessgovernance_refusals_total";

    [Fact]
    public async Task Is_a_cancellation_and_no_defect()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.Start(folder.Path);
        using var admin = Caller.Administrator(server);
        var start = new SyncStart
        {
            SyncId = Caller.NewRequest(), Application = await admin.NewApplication(), Kind = SyncKind.Full, TakenAt = Caller.FromNow(TimeSpan.Zero),
        };
        using (var call = admin.Observations.Report())
        {
            await call.RequestStream.WriteAsync(new() { Start = start });
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        }
        await AssertCancelled(server);
    }

    [Fact]
    public async Task In_the_middle_of_a_sheet_decides_nothing_and_the_sheet_can_come_again()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.Start(folder.Path);
        using var admin = Caller.Administrator(server);
        using var scene = await ReviewScene.Make(admin, 2);
        var campaign = await scene.Launch();
        var items = await ReviewScene.List(scene.AsReviewer, campaign);
        string[] rows = [.. items.Select(i => $"{i.Item},{i.Revision},certify\n")];
        using (var call = await Begin(scene, campaign, $"item,revision,answer\n9,,maybe\n{rows[0]}{rows[1][..^3]}"))
        {
            // The wrong row is answered at once: all of it was read.
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            Assert.Equal(ItemResult.Refused, call.ResponseStream.Current.Decision.Result);
        }
        await AssertCancelled(server);
        Assert.Empty(await ReviewScene.List(scene.AsReviewer, campaign, WorkState.Answered));
        using var again = await Begin(scene, campaign, $"item,revision,answer\n{rows[0]}{rows[1]}");
        await again.RequestStream.CompleteAsync();
        var end = new ImportDecisionsEnd();
        while (await again.ResponseStream.MoveNext(CancellationToken.None))
            end = again.ResponseStream.Current.End ?? end;
        Assert.Equal((2L, 0L), (end.Recorded, end.Refused));
    }

    private static async Task<AsyncDuplexStreamingCall<ImportDecisionsRequest, ImportDecisionsResponse>> Begin(ReviewScene scene, string campaign, string sheet)
    {
        var call = scene.AsReviewer.Reviews.ImportDecisions();
        await call.RequestStream.WriteAsync(new() { Start = new() { RequestId = Caller.NewRequest(), Campaign = campaign } });
        await call.RequestStream.WriteAsync(new() { Chunk = ByteString.CopyFromUtf8(sheet) });
        return call;
    }

    private static async Task AssertCancelled(ServerProcess server)
    {
        Scrape scrape;
        do
            scrape = await Scrape.Of(server);
        while (scrape.Value(Refusals, ("reason", "CANCELLED")) + scrape.Value(Refusals, ("reason", "DEFECT")) == 0);
        Assert.Equal((1, 0), (scrape.Value(Refusals, ("reason", "CANCELLED")), scrape.Value(Refusals, ("reason", "DEFECT"))));
        Assert.DoesNotContain("failed unexpectedly", server.Output, StringComparison.Ordinal);
    }
}
