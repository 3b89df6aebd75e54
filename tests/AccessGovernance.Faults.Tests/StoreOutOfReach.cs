using System.Globalization;
using AccessGovernance.EventLog.EventStoreDb;
using AccessGovernance.EventLog.EventStoreDb.Connections;
using Xunit.Abstractions;

namespace AccessGovernance.Faults.Tests;

/// <summary>
/// The way to the event store is gone for a while, or is cut between an append and its answer. AG_OUTAGE_SECONDS sets how long it is gone (5 where
/// it is not set).
/// </summary>
[Trait("Rule", "12")]
public sealed class StoreOutOfReach(ITestOutputHelper output) : IAsyncLifetime, IDisposable
{
    private const int Writers = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan BackWithin = TimeSpan.FromSeconds(5);

    private readonly TemporaryFolder storeFolder = new();
    private readonly TemporaryFolder folder = new();
    private readonly InService service = new();
    private ServerProcess store = null!;
    private ServerProcess server = null!;
    private Wire wire = null!;

    public async Task InitializeAsync()
    {
        store = await ServerProcess.Start(storeFolder.Path, "--eventstore-plain-store", "open", "--eventstore-endpoint", "0");
        wire = new Wire(store.Grpc);
        server = await ServerProcess.Start(folder.Path, "--eventstore", $"esdb://{wire.Address}?tls=false&defaultDeadline=3000");
    }

    public async Task DisposeAsync()
    {
        service.Dispose();
        // Defects are answers that say nothing of themselves: what they were is told here.
        foreach (var line in server.Output.Split('\n').Where(l => l.Contains("fail: AccessGovernance", StringComparison.Ordinal)))
            output.WriteLine(line);
        await server.DisposeAsync();
        await wire.DisposeAsync();
        await store.DisposeAsync();
    }

    public void Dispose()
    {
        storeFolder.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Gone_for_a_while_and_back_loses_nothing_and_doubles_nothing()
    {
        var writers = await Writing();
        await writers.More(200);
        await wire.GoDown();
        await writers.For(Outage);
        var health = await server.Health();
        Assert.Equal("Degraded", health.Status);
        Assert.Contains("not followed at the moment", health.Description, StringComparison.Ordinal);
        wire.ComeUp();
        var back = writers.Now;

        await writers.More(200);
        await writers.End();

        var went = writers.LastToSucceed(back);
        output.WriteLine($"{writers.Lost.Count} calls lost: {string.Join(", ", writers.Told)}; every writer went on {went} later");
        Assert.Contains(writers.Lost, l => l.Told == "Unavailable HEAD_NOT_HEARD");
        Assert.InRange(went, TimeSpan.Zero, BackWithin);
        Assert.Equal("Healthy", (await server.Health()).Status);
        await Verify(writers);
    }

    [Fact]
    public async Task Cut_between_an_append_and_its_answer_the_change_is_done_once_and_acknowledged()
    {
        using var admin = Caller.Administrator(server);
        var (identity, entitlement) = (await admin.NewIdentity(), await admin.NewEntitlement());
        await using var witness = await Witness();
        for (var i = 0; i < 5; i++)
        {
            var head = witness.Head.Position;
            wire.HoldAnswers();
            var granting = admin.Grant(identity, entitlement);
            using (var patience = new CancellationTokenSource(Patience))
                await witness.WaitPast(head, patience.Token);
            Assert.False(granting.IsCompleted);
            wire.Cut();

            Assert.Equal(head + 1, (await granting).Receipt.Position);
            Assert.Equal(head + 1, witness.Head.Position);
        }
    }

    [Fact]
    public async Task Cut_again_and_again_under_load_loses_nothing_and_doubles_nothing()
    {
        var writers = await Writing();
        for (var i = 0; i < 15; i++)
        {
            await writers.More(40);
            wire.HoldAnswers();
            await writers.For(TimeSpan.FromMilliseconds(20));
            wire.Cut();
        }
        await writers.End();
        output.WriteLine($"{writers.Decided} changes, {writers.Lost.Count} calls lost: {string.Join(", ", writers.Told)}");
        await Verify(writers);
    }

    private static TimeSpan Outage => TimeSpan.FromSeconds(int.Parse(
        Environment.GetEnvironmentVariable("AG_OUTAGE_SECONDS") is { Length: > 0 } given ? given : "5", CultureInfo.InvariantCulture));

    private async Task<Writers> Writing()
    {
        var admin = await service.Add(server);
        var writers = new Writers(service, await admin.NewEntitlement(), await admin.NewEntitlement(await admin.NewApplication(), 10));
        writers.Start(await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => admin.NewIdentity())));
        return writers;
    }

    // By the server itself, and by one that reads all of it anew.
    private async Task Verify(Writers writers)
    {
        using var keys = new TemporaryFolder();
        foreach (var (name, bytes) in folder.Copy("keys.db", "keys.db-wal", "master.key", "token-signing.key", "admin.token"))
        {
            await File.WriteAllBytesAsync(keys.File(name), bytes);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(keys.File(name), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        await using var other = await ServerProcess.Start(keys.Path, "--eventstore", $"esdb://{store.Grpc.Authority}?tls=false");
        await service.Add(other);
        await writers.Ledger.Verify(service.Up);
    }

    private Task<EventStoreEventLog> Witness() => EventStoreEventLog.Open(ConnectionString.Parse($"esdb://{store.Grpc.Authority}?tls=false"),
        new StorePrefix(StorePrefix.DefaultName), TimeProvider.System, CancellationToken.None);
}
