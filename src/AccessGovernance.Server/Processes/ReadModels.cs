using AccessGovernance.AccessHistory;
using AccessGovernance.AccessHistory.Checkpoints;
using AccessGovernance.EventLog;

namespace AccessGovernance.Server.Processes;

/// <summary>Runs the read models for as long as the server lives. One that stops stays stopped and says so, in health and in the log.</summary>
internal sealed partial class ReadModels(
    Projector history, IEnumerable<LogFollower> followers, IndexCheckpoint checkpoint, ILogger<ReadModels> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (checkpoint.Trouble is { } trouble)
            IndexIsRebuilt(trouble);
        return Task.WhenAll(
        [
            Task.Run(() => RunHistory(stoppingToken), CancellationToken.None),
            .. followers.Select(f => Task.Run(() => Run(f, stoppingToken), CancellationToken.None)),
        ]);
    }

    private async Task RunHistory(CancellationToken stopping)
    {
        await history.Run(stopping);
        if (history.Fault is { } fault)
            HistoryStopped(fault.Position, fault.Message);
    }

    private async Task Run(LogFollower follower, CancellationToken stopping)
    {
        await follower.Run(stopping);
        if (follower.Fault is { } fault)
            FollowerStopped(follower.Name, follower.Position, fault.Message);
    }

    [LoggerMessage(LogLevel.Critical, "The access history stopped at position {Position}, and changes are refused until a new start: {Why}")]
    private partial void HistoryStopped(long position, string why);

    [LoggerMessage(LogLevel.Critical, "{What} stopped after position {Position}, and changes are refused until a new start: {Why}")]
    private partial void FollowerStopped(string what, long position, string why);

    [LoggerMessage(LogLevel.Warning, "The saved index is of no use ({Trouble}); it is made anew from the history.")]
    private partial void IndexIsRebuilt(string trouble);
}
