namespace AccessGovernance.EventLog.Tests.Conformance;

/// <summary>What every engine of the log promises. An engine joins by deriving from this class and nothing else.</summary>
public abstract partial class EventLogConformance : IAsyncLifetime
{
    /// <summary>The writer's clock. Stands still, unless an engine's store has a clock of its own that it must not differ from.</summary>
    private protected virtual WritersClock Clock { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero), runs: false);

    private protected IEventLog Log { get; private set; } = null!;

    protected abstract Task<IEventLog> Open(TimeProvider clock);

    protected abstract Task Close(IEventLog log);

    public async Task InitializeAsync() => Log = await Open(Clock);

    public Task DisposeAsync() => Close(Log);

    private protected async Task<List<Guid>> IdsOf(string stream) => [.. (await Log.ReadStream(stream, 0, default).Flat()).Select(e => e.EventId)];
}
