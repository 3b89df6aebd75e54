using AccessGovernance.Domain;
using AccessGovernance.Domain.Observations;
using AccessGovernance.EventLog;
using Orleans.Concurrency;

namespace AccessGovernance.Grains.Observations;

/// <summary>What one application reports of itself. Key: the application's id.</summary>
public interface IObservationGrain : IGrainWithStringKey
{
    /// <summary>A repeat of what was accepted is refused too once the sync is over and another one has begun.</summary>
    Task<SyncReply> Execute(ObservationCommand command, CommandContext context);

    /// <summary>How far the latest sync has come; null before the first.</summary>
    [ReadOnly]
    Task<SyncProgress?> Latest();
}

/// <summary>How a command ended, and how far its sync has come with it.</summary>
/// <param name="Progress">Present where the command was accepted.</param>
[GenerateSerializer, Immutable]
public sealed record SyncReply([property: Id(0)] Outcome Outcome, [property: Id(1)] SyncProgress? Progress);

public sealed class ObservationGrain(GrainServices services) : EventSourcedGrain<ObservedApplication>(services), IObservationGrain
{
    protected override string Stream => StreamNames.OfObservation(new AppId(this.GetPrimaryKeyString()));

    public async Task<SyncReply> Execute(ObservationCommand command, CommandContext context)
    {
        var outcome = await Execute(context, false, state => state.Decide(command, context.Deciding));
        // In the same turn: nothing has changed the state since.
        var progress = State.ProgressOf(command.Sync);
        return new(outcome.Refusal is null && progress is null ? Outcome.Refused(ObservedApplication.Over) : outcome, progress);
    }

    public Task<SyncProgress?> Latest() => Task.FromResult(State.Latest);
}
