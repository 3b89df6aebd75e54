using AccessGovernance.AccessHistory;
using AccessGovernance.AccessHistory.Checkpoints;
using AccessGovernance.Directory;

namespace AccessGovernance.Server.Processes;

/// <summary>Runs the read models for as long as the server lives. One that stops stays stopped and says so in health.</summary>
internal sealed partial class ReadModels(Projector history, DirectoryProjector directory, IndexCheckpoint checkpoint, ILogger<ReadModels> logger)
    : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (checkpoint.Trouble is { } trouble)
            IndexIsRebuilt(trouble);
        return Task.WhenAll(
            Task.Run(() => history.Run(stoppingToken), CancellationToken.None),
            Task.Run(() => directory.Run(stoppingToken), CancellationToken.None));
    }

    [LoggerMessage(LogLevel.Warning, "The saved index is of no use ({Trouble}); it is made anew from the history.")]
    private partial void IndexIsRebuilt(string trouble);
}
