using AccessGovernance.EventLog.InMemory;

namespace AccessGovernance.EventLog.Tests.Conformance;

public sealed class InMemoryConformance : EventLogConformance
{
    protected override IEventLog Open(TimeProvider clock) => new InMemoryEventLog(clock);

    protected override Task Close(IEventLog log) => Task.CompletedTask;
}
