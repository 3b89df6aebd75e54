using AccessGovernance.Domain;
using AccessGovernance.Server.Requests;

namespace AccessGovernance.Server.Reviews.Running;

/// <summary>When the campaigns of one definition are launched again. Key: its id.</summary>
public interface IDefinitionClock : IDueClock;

internal sealed class DefinitionClock(
    RecurringLaunch launch, NodeClock clock, StepFailures failures, IHostApplicationLifetime lifetime, ILogger<DefinitionClock> logger)
    : DueClock(clock, failures, lifetime, logger), IDefinitionClock
{
    protected override Task<Instant?> Take(Guid key) => launch.Run(new(key));
}
