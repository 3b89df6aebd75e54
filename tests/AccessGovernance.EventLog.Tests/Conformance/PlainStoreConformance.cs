using AccessGovernance.EventLog.EventStoreDb;
using AccessGovernance.EventLog.EventStoreDb.Connections;
using AccessGovernance.EventLog.Tests.EventStoreDb;

namespace AccessGovernance.EventLog.Tests.Conformance;

/// <summary>The engine against the server's own plain store, a process with a clock of its own. Each test is a deployment with its prefix.</summary>
public sealed class PlainStoreConformance(PlainStore store) : EventLogConformance, IClassFixture<PlainStore>
{
    private protected override WritersClock Clock { get; } = new(TimeProvider.System.GetUtcNow(), runs: true);

    protected override async Task<IEventLog> Open(TimeProvider clock) => await EventStoreEventLog.Open(
        ConnectionString.Parse(store.Connection), new StorePrefix("t_" + Guid.NewGuid().ToString("N")), clock, CancellationToken.None);

    protected override async Task Close(IEventLog log) => await ((EventStoreEventLog)log).DisposeAsync();
}
