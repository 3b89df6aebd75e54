using AccessGovernance.Domain;
using AccessGovernance.Domain.Applications;
using AccessGovernance.EventLog;

namespace AccessGovernance.Grains.Applications;

/// <summary>One application. Key: its id.</summary>
public interface IApplicationGrain : IGrainWithStringKey
{
    Task<Outcome> Execute(ApplicationCommand command, CommandContext context);

    Task<bool> IsDefined();
}

public sealed class ApplicationGrain(GrainServices services) : EventSourcedGrain<Application>(services), IApplicationGrain
{
    protected override string Stream => StreamNames.Of(new AppId(this.GetPrimaryKeyString()));

    public Task<Outcome> Execute(ApplicationCommand command, CommandContext context) =>
        Execute(context, false, state => state.Decide(command));

    // An import may have defined it since.
    public async Task<bool> IsDefined() => State.IsDefined || (await CatchUp() && State.IsDefined);
}
