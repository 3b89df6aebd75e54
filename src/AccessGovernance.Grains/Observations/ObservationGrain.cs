using AccessGovernance.Domain;
using AccessGovernance.Domain.Observations;
using AccessGovernance.EventLog;
using Orleans.Concurrency;

namespace AccessGovernance.Grains.Observations;

/// <summary>What one application reports of itself. Key: the application's id.</summary>
public interface IObservationGrain : IGrainWithStringKey
{
    Task<Outcome> Execute(ObservationCommand command, CommandContext context);

    /// <summary>How far the latest sync has come; null before the first.</summary>
    [ReadOnly]
    Task<SyncProgress?> Latest();
}

public sealed class ObservationGrain(GrainServices services) : EventSourcedGrain<ObservedApplication>(services), IObservationGrain
{
    protected override string Stream => StreamNames.OfObservation(new AppId(this.GetPrimaryKeyString()));

    public Task<Outcome> Execute(ObservationCommand command, CommandContext context) =>
        Execute(context, false, state => state.Decide(command, context.Deciding));

    public Task<SyncProgress?> Latest() => Task.FromResult(State.Latest);
}
