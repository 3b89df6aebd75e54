using Xunit.Abstractions;

namespace AccessGovernance.Faults.Tests;

/// <summary>
/// PostgreSQL stops, or answers nothing any more: identities that are known go on, what needs a new key says so, and all of it comes back by
/// itself. AG_OUTAGE_SECONDS sets for how long (5 where it is not set).
/// </summary>
public sealed class DatabaseGone(ITestOutputHelper output) : ClusterTest(output)
{
    private const int Count = 8, Crowd = 40;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [PostgresTheory, InlineData(false), InlineData(true)]
    public async Task Known_identities_go_on_and_new_ones_wait_until_it_is_back(bool hangs)
    {
        var (a, b) = (await Start("a"), await Start("b"));
        var writers = await Write(Count);
        await Halve(writers, Count);
        await (hangs ? Cluster.Postgres.Pause() : Cluster.Postgres.Stop());
        var gone = writers.Now;
        var request = New();
        var refused = Enumerable.Range(0, Crowd).Select(_ => Refused.By(a.Identities.RegisterIdentityAsync(New()))).ToList();
        refused.Add(Refused.By(a.Identities.RegisterIdentityAsync(request)));
        await writers.For(TimeSpan.FromSeconds(Setting("AG_OUTAGE_SECONDS", 5)));
        Assert.Empty(writers.Lost);
        Assert.InRange(writers.LastToSucceed(gone), TimeSpan.Zero, Soon);
        await Task.WhenAll(Says("Degraded", a), Says("Degraded", b));
        if (!hangs)
            Assert.All(await Task.WhenAll(refused), r => Assert.Equal((StatusCode.Unavailable, "KEYS_UNAVAILABLE"), (r.Code, r.Reason)));

        await (hangs ? Cluster.Postgres.Continue() : Cluster.Postgres.StartAgain());
        var back = writers.Now;
        var registered = await Answered(a, request);
        Output.WriteLine($"a new identity was registered {(writers.Now - back).TotalSeconds:F1} s after the database was back");
        Assert.InRange(writers.Now - back, TimeSpan.Zero, Soon);
        var read = await b.Identities.GetIdentityAsync(new() { Identity = request.Identity, AtLeast = registered.Receipt.Token });
        Assert.Equal("ann@example.org", read.Identity.Attributes["mail"]);
        await writers.End();
        Assert.Empty(writers.Lost);
        await writers.Ledger.Verify([a, b]);
        await Task.WhenAll(Says("Healthy", a), Says("Healthy", b));
    }

    private static async Task Says(string status, Caller silo)
    {
        using var patience = new CancellationTokenSource(Soon + Soon);
        while ((await silo.Server.Health()).Status != status)
            await Task.Delay(50, patience.Token);
    }

    private static RegisterIdentityRequest New() => new()
    {
        RequestId = Caller.NewRequest(), Identity = Caller.Identity(Caller.New("identity")), Kind = IdentityKind.Employee,
        Attributes = { ["mail"] = "ann@example.org" },
    };

    private static async Task<RegisterIdentityResponse> Answered(Caller caller, RegisterIdentityRequest request)
    {
        using var patience = new CancellationTokenSource(Soon + Soon);
        while (true)
        {
            var asking = caller.Identities.RegisterIdentityAsync(request);
            if (await Refused.IfAny(asking.ResponseAsync) is not { } refused)
                return await asking;
            var defects = caller.Server.Output.Split('\n').Where(l => l.Contains("fail: AccessGovernance", StringComparison.Ordinal));
            Assert.True(refused.Reason == "KEYS_UNAVAILABLE", $"{refused}\n{string.Join('\n', defects)}");
            await Task.Delay(50, patience.Token);
        }
    }
}
