using AccessGovernance.EventLog.EventStoreDb;
using Microsoft.Extensions.Time.Testing;

namespace AccessGovernance.EventLog.Tests.EventStoreDb;

/// <summary>One server with other programs' events in it, and the logs that a test opens on it.</summary>
public abstract class StoreTest : IAsyncLifetime
{
    private protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly List<EventStoreEventLog> logs = [];

    private protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    private protected StoreServer Server { get; private set; } = null!;

    private protected StoreUnderTest Store => Server.Log;

    public async Task InitializeAsync()
    {
        Server = await StoreServer.Start(new StoreUnderTest(Clock));
        WriteForeign("$scavenges");
        WriteForeign("other.identity-a");
    }

    public async Task DisposeAsync()
    {
        foreach (var log in logs)
            await log.DisposeAsync();
        await Server.DisposeAsync();
    }

    private protected async Task<EventStoreEventLog> Open(string options = "defaultDeadline=5000&discoveryInterval=10")
    {
        logs.Add(await Server.Open(Clock, options));
        return logs[^1];
    }

    /// <summary>Writes an event as another program does.</summary>
    private protected void WriteForeign(string stream) =>
        Store.Append(stream, Store.Stream(stream).Count - 1, [new(Guid.NewGuid(), "other", [], "not ours"u8.ToArray())]);

    /// <summary>Completes when the log has subscribed again after what the test did.</summary>
    private protected async Task Resubscribed(EventStoreEventLog log, Action act)
    {
        var before = Server.Faults.Subscriptions;
        act();
        using var limit = new CancellationTokenSource(Patience);
        while ((Server.Faults.Subscriptions == before || log.Condition.Trouble is not null) && !log.Condition.IsStopped)
            await Task.Delay(1, limit.Token);
    }
}
