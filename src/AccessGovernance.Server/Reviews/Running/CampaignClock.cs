using AccessGovernance.Domain;
using AccessGovernance.Server.Requests;

namespace AccessGovernance.Server.Reviews.Running;

/// <summary>What is due in one campaign. Key: its id.</summary>
public interface ICampaignClock : IDueClock;

internal sealed class CampaignClock(
    CampaignSteps steps, NodeClock clock, StepFailures failures, IHostApplicationLifetime lifetime, ILogger<CampaignClock> logger)
    : DueClock(clock, failures, lifetime, logger), ICampaignClock
{
    protected override Task<Instant?> Take(Guid key) => steps.Run(new(key));
}
