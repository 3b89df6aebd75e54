using Microsoft.Extensions.Time.Testing;

namespace AccessGovernance.EventLog.Tests.Conformance;

/// <summary>What every engine of the log promises. An engine joins by deriving from this class and nothing else.</summary>
public abstract partial class EventLogConformance : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    private protected FakeTimeProvider Clock { get; } = new(Start) { AutoAdvanceAmount = TimeSpan.Zero };

    private protected IEventLog Log { get; private set; } = null!;

    protected abstract Task<IEventLog> Open(TimeProvider clock);

    protected abstract Task Close(IEventLog log);

    public async Task InitializeAsync() => Log = await Open(Clock);

    public Task DisposeAsync() => Close(Log);

    private protected async Task<List<Guid>> IdsOf(string stream) => [.. (await Log.ReadStream(stream, 0, default).Flat()).Select(e => e.EventId)];
}
