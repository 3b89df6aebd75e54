using AccessGovernance.EventLog.Tests.EventStoreDb;
using Xunit.Abstractions;

namespace AccessGovernance.Faults.Tests;

/// <summary>
/// A store that drops subscriptions, delivers events again, sends checkpoints ahead of them, and fails appends before and after it wrote them,
/// under load: a real server over a real connection, and a store in memory that does so on demand.
/// </summary>
[Trait("Rule", "12")]
public sealed class FailingStore(ITestOutputHelper output)
{
    private const int Writers = 16;
    private const int Rounds = 40;

    private static readonly StatusCode[] Failures = [StatusCode.Unavailable, StatusCode.Aborted, StatusCode.Internal, StatusCode.Unknown];

    [Fact]
    public async Task Every_change_is_there_once_whatever_the_store_repeats_drops_and_leaves_open()
    {
        await using var store = await StoreServer.Start(new StoreUnderTest(TimeProvider.System));
        using var folder = new TemporaryFolder();
        using var service = new InService();
        await using var server = await ServerProcess.Start(
            folder.Path, "--eventstore", $"esdb://{store.Endpoint}?tls=false&defaultDeadline=5000&discoveryInterval=10");
        var admin = await service.Add(server);
        var writers = new Writers(service, await admin.NewEntitlement(), await admin.NewEntitlement(await admin.NewApplication(), 10));
        writers.Start(await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => admin.NewIdentity())));
        (var before, store.Faults.ChecksAhead) = (store.Faults.Subscriptions, true);

        for (var round = 0; round < Rounds; round++)
        {
            Disturb(store.Faults, round);
            await writers.More(20);
        }
        await writers.End();

        output.WriteLine($"{writers.Decided} changes, {store.Faults.Subscriptions - before} subscriptions, {string.Join(", ", writers.Told)}");
        Assert.True(store.Faults.Subscriptions - before >= Rounds / 2, "The subscription was not dropped.");
        Assert.Equal("Healthy", (await server.Health()).Status);
        await writers.Ledger.Verify(service.Up);
        // What is stored is one record for each change, and nothing twice.
        var stored = store.Log.From(0).Records;
        Assert.Equal(stored.Count, stored.DistinctBy(r => r.Id).Count());
    }

    private static void Disturb(StoreFaults faults, int round)
    {
        for (var i = 0; i < 3; i++)
            faults.OnAppend(written: (round + i) % 2 == 0, Failures[(round + i) % Failures.Length]);
        faults.Redelivered = round % 7;
        if (round % 2 == 0)
            faults.DropSubscriptions();
    }
}
