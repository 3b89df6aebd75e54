using System.Diagnostics.Metrics;
using AccessGovernance.AccessHistory;
using AccessGovernance.AccessHistory.Projection;
using AccessGovernance.Directory;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.EventStoreDb;
using AccessGovernance.Server.Requests;
using AccessGovernance.Server.Services;

namespace AccessGovernance.Server.Telemetry;

/// <summary>Shows the parts of this host on a meter of its own, which ends with the host: read models, the log's head, who watches.</summary>
internal sealed class HostMetrics(
    IMeterFactory meters, IEventLog log, Projector projector, DirectoryProjector directory, NodeClock clock, HistoryWatches watches) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = meters.Create(CallMetrics.Name);
        meter.CreateObservableGauge("accessgovernance.log.position", () => log.Head.Position, null, "End of the log, as this node knows it");
        meter.CreateObservableGauge("accessgovernance.directory.lag.positions", () => Math.Max(0, log.Head.Position - directory.Position),
            null, "Positions that the log has and the directory does not yet");
        meter.CreateObservableGauge("accessgovernance.clock.behind", () => clock.IsBehind ? 1 : 0,
            null, "1 while this node's clock is so far behind the history that commands without a time are refused");
        meter.CreateObservableGauge("accessgovernance.watchers", () => watches.Watching, null, "Calls that watch the history");
        meter.ShowProjector(projector, () => clock.Clock);
        if (log is EventStoreEventLog store)
            meter.ShowStore(store);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
