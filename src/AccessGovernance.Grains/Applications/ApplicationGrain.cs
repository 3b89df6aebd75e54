using AccessGovernance.Domain;
using AccessGovernance.Domain.Applications;
using AccessGovernance.EventLog;
using Orleans.Concurrency;

namespace AccessGovernance.Grains.Applications;

/// <summary>One application. Key: its id.</summary>
public interface IApplicationGrain : IGrainWithStringKey
{
    Task<Outcome> Execute(ApplicationCommand command, CommandContext context);

    [ReadOnly]
    Task<bool> IsDefined();
}

public sealed class ApplicationGrain(GrainServices services) : EventSourcedGrain<Application>(services), IApplicationGrain
{
    protected override string Stream => StreamNames.Of(new AppId(this.GetPrimaryKeyString()));

    public Task<Outcome> Execute(ApplicationCommand command, CommandContext context) =>
        Execute(context, false, state => state.Decide(command));

    public async Task<bool> IsDefined()
    {
        await Refresh();
        return State.IsDefined;
    }
}
