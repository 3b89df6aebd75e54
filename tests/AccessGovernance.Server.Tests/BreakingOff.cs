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
        Scrape scrape;
        do
            scrape = await Scrape.Of(server);
        while (scrape.Value(Refusals) == 0);
        Assert.Equal((1, 0), (scrape.Value(Refusals, ("reason", "CANCELLED")), scrape.Value(Refusals, ("reason", "DEFECT"))));
        Assert.DoesNotContain("failed unexpectedly", server.Output, StringComparison.Ordinal);
    }
}
