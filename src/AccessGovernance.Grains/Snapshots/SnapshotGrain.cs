using AccessGovernance.Domain.Snapshots;
using AccessGovernance.EventLog;
using Orleans.Concurrency;

namespace AccessGovernance.Grains.Snapshots;

/// <summary>All snapshots ever taken. Key: <see cref="Key"/>.</summary>
public interface ISnapshotGrain : IGrainWithStringKey
{
    const string Key = "all";

    Task<Outcome> Execute(TakeSnapshot command, CommandContext context);

    [ReadOnly]
    Task<RecordedSnapshot?> Find(Guid snapshot);

    /// <summary>Up to <paramref name="limit"/> snapshots after the first <paramref name="skip"/>, in the order in which they were recorded.</summary>
    [ReadOnly]
    Task<IReadOnlyList<RecordedSnapshot>> List(int skip, int limit);
}

public sealed class SnapshotGrain(GrainServices services) : EventSourcedGrain<SnapshotRegistry>(services), ISnapshotGrain
{
    protected override string Stream => StreamNames.Snapshots;

    public Task<Outcome> Execute(TakeSnapshot command, CommandContext context) => Execute(context, true, state => state.Decide(command));

    public Task<RecordedSnapshot?> Find(Guid snapshot) => Task.FromResult(State.Snapshots.GetValueOrDefault(snapshot));

    public Task<IReadOnlyList<RecordedSnapshot>> List(int skip, int limit) =>
        Task.FromResult<IReadOnlyList<RecordedSnapshot>>([.. State.Order.Skip(skip).Take(limit).Select(id => State.Snapshots[id])]);
}
