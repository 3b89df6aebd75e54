using System.Collections.Frozen;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Observations;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Processes;
using AccessGovernance.Server.Reviews.Messages;

namespace AccessGovernance.Server.Reviews.Running;

/// <summary>
/// Wakes the campaigns that are not over, or have exceptions that end after that, definitions that recur, and whoever carries messages: at the start,
/// whenever something was recorded about them or about who is there, and now and then. What they then do is for <see cref="CampaignSteps"/>,
/// <see cref="RecurringLaunch"/> and <see cref="DeliveryRound"/>; waking one too often costs a look.
/// </summary>
internal sealed partial class CampaignWatch(
    IEventLog log, ReviewProjector projector, CampaignClocks clocks, TimeProvider time, ILogger<CampaignWatch> logger) : BackgroundService
{
    private static readonly TimeSpan NowAndThen = TimeSpan.FromSeconds(5);

    /// <summary>Nobody waits for this process: it takes what many commits of a moment wrote together.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(100);

    // What happens to reviews, who leaves and comes back, and what was found in target systems: all else changes nothing that is due at once.
    private static readonly FrozenSet<Type> Waking = new[]
    {
        typeof(IdentityTerminated), typeof(TerminationWithdrawn), typeof(IdentityReinstated), typeof(IdentityForgotten), typeof(IdentityLinked),
        typeof(IdentityLinkEnded), typeof(SyncEnded),
    }.ToFrozenSet();

    private static readonly FrozenSet<string> PassedOver =
        EventCatalogue.All.Where(e => !e.Event.IsSubclassOf(typeof(ReviewEvent)) && !Waking.Contains(e.Event)).Select(e => e.Name).ToFrozenSet();

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Persistently.Run(Follow, e => Interrupted(logger, e), stoppingToken);

    private async Task Follow(CancellationToken cancellation)
    {
        while (true)
        {
            var head = log.Head.Position;
            await projector.WaitFor(head, cancellation);
            await clocks.WakeAll();
            await Changed(head, cancellation);
            await Task.Delay(Gathering, time, cancellation);
        }
    }

    // At once for what campaigns look at, and now and then for all else.
    private async Task Changed(long after, CancellationToken cancellation)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        wait.CancelAfter(NowAndThen);
        await Recorded(after, wait.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task Recorded(long after, CancellationToken cancellation)
    {
        await foreach (var page in log.FollowBut(PassedOver, after, cancellation))
        {
            if (page.Events.Count > 0)
                return;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Watching campaigns was interrupted and begins again.")]
    private static partial void Interrupted(ILogger logger, Exception e);
}
