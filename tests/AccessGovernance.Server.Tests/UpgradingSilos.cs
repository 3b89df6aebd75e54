namespace AccessGovernance.Server.Tests;

/// <summary>Silos of an older build are replaced one after the other while others write; what only the newer build knows waits for the last of them.</summary>
public sealed class UpgradingSilos : IAsyncLifetime, IDisposable
{
    private const int Writers = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private OlderBuild older = null!;
    private SiloCluster cluster = null!;

    public async Task InitializeAsync()
    {
        if (PostgresProcess.Programs is null)
            return;
        older = new OlderBuild();
        cluster = await SiloCluster.Start();
    }

    public async Task DisposeAsync()
    {
        if (cluster is not null)
            await cluster.DisposeAsync();
    }

    public void Dispose() => older?.Dispose();

    [PostgresFact]
    public async Task Nothing_is_lost_and_new_event_types_wait_until_the_last_older_silo_is_gone()
    {
        var (olderA, olderB) = (await cluster.SiloOf(older.Assembly, "a"), await cluster.SiloOf(older.Assembly, "b"));
        using var a = Caller.Administrator(olderA);
        using var b = Caller.Administrator(olderB);
        var entitlement = await a.NewEntitlement();
        var identities = await Task.WhenAll(Enumerable.Range(0, Writers).Select(i => (i % 2 == 0 ? a : b).NewIdentity()));
        var first = new ClusterStorm(b, a, entitlement);
        await first.Run(identities, grantsBefore: 100, grantsAfter: 100, olderA.Stop);

        using var newA = Caller.Administrator(await cluster.Silo("a"));
        var request = new TakeSnapshotRequest { RequestId = Caller.NewRequest(), DisplayName = "after the upgrade" };
        await RefusesYet(b, request);
        await RefusesYet(newA, request);
        var second = new ClusterStorm(newA, b, entitlement);
        await second.Run(identities, grantsBefore: 100, grantsAfter: 100, olderB.Stop);
        using var newB = Caller.Administrator(await cluster.Silo("b"));

        await TakesAtLast(newA, request);
        await TakesAtLast(newB, new() { RequestId = Caller.NewRequest(), DisplayName = "by the other" });
        await OlderStartsNoMore();
        var recorded = await newB.Recorded(identities, entitlement);
        Assert.Equal(first.Grants.Concat(second.Grants).Select(g => (g.Identity, g.Position)).Order(), recorded.Order());
        var end = await newA.Newest();
        Assert.Equal(await newA.Digest(end), await newB.Digest(end));
    }

    private static async Task RefusesYet(Caller caller, TakeSnapshotRequest request)
    {
        var refused = await Refused.By(caller.Snapshots.TakeSnapshotAsync(request));
        Assert.Equal((StatusCode.FailedPrecondition, "NOT_YET_ACTIVE"), (refused.Code, refused.Reason));
        Assert.Contains("'snapshot.taken.v1'", refused.Message, StringComparison.Ordinal);
    }

    private static async Task TakesAtLast(Caller caller, TakeSnapshotRequest request)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (await Refused.IfAny(caller.Snapshots.TakeSnapshotAsync(request).ResponseAsync) is { } refused)
        {
            Assert.Equal("NOT_YET_ACTIVE", refused.Reason);
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    private async Task OlderStartsNoMore()
    {
        using var folder = new TemporaryFolder();
        var (code, said) = await ServerProcess.FailBuild(older.Assembly, folder.Path, [.. cluster.Options()]);
        Assert.Equal(1, code);
        Assert.Contains("writes event types of level 5, and this build knows level 1 only", said, StringComparison.Ordinal);
        Assert.Contains("start the newer version", said, StringComparison.Ordinal);
    }
}
