using AccessGovernance.EventLog.EventStoreDb;
using AccessGovernance.EventLog.Tests.EventStoreDb;

namespace AccessGovernance.EventLog.Tests.Conformance;

public sealed class EventStoreConformance : EventLogConformance
{
    private StoreServer server = null!;

    protected override async Task<IEventLog> Open(TimeProvider clock)
    {
        server = await StoreServer.Start(new StoreUnderTest(clock));
        return await server.Open(clock);
    }

    protected override async Task Close(IEventLog log)
    {
        await ((EventStoreEventLog)log).DisposeAsync();
        await server.DisposeAsync();
    }
}
