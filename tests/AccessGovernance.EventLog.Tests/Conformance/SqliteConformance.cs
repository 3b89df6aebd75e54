using AccessGovernance.EventLog.Sqlite;

namespace AccessGovernance.EventLog.Tests.Conformance;

public sealed class SqliteConformance : EventLogConformance, IDisposable
{
    private readonly TemporaryDirectory directory = new();

    protected override IEventLog Open(TimeProvider clock) => SqliteEventLog.Open(directory.File("log.db"), clock);

    protected override async Task Close(IEventLog log) => await ((SqliteEventLog)log).DisposeAsync();

    public void Dispose() => directory.Dispose();
}
