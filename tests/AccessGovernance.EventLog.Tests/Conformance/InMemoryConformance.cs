using AccessGovernance.EventLog.InMemory;

namespace AccessGovernance.EventLog.Tests.Conformance;

public sealed class InMemoryConformance : OrderedBulkConformance
{
    protected override Task<IEventLog> Open(TimeProvider clock) => Task.FromResult<IEventLog>(new InMemoryEventLog(clock));

    protected override Task Close(IEventLog log) => Task.CompletedTask;
}
