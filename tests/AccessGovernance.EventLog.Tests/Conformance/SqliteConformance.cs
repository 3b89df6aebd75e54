using AccessGovernance.EventLog.Sqlite;

namespace AccessGovernance.EventLog.Tests.Conformance;

public sealed class SqliteConformance : OrderedBulkConformance, IDisposable
{
    private readonly TemporaryDirectory directory = new();

    protected override Task<IEventLog> Open(TimeProvider clock) => Task.FromResult<IEventLog>(SqliteEventLog.Open(directory.File("log.db"), clock));

    protected override async Task Close(IEventLog log) => await ((SqliteEventLog)log).DisposeAsync();

    public void Dispose() => directory.Dispose();
}
