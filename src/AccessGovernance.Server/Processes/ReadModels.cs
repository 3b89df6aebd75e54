using AccessGovernance.AccessHistory;
using AccessGovernance.AccessHistory.Checkpoints;
using AccessGovernance.Directory;

namespace AccessGovernance.Server.Processes;

/// <summary>Runs the read models for as long as the server lives. One that stops stays stopped and says so, in health and in the log.</summary>
internal sealed partial class ReadModels(Projector history, DirectoryProjector directory, IndexCheckpoint checkpoint, ILogger<ReadModels> logger)
    : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (checkpoint.Trouble is { } trouble)
            IndexIsRebuilt(trouble);
        return Task.WhenAll(
            Task.Run(() => RunHistory(stoppingToken), CancellationToken.None),
            Task.Run(() => RunDirectory(stoppingToken), CancellationToken.None));
    }

    private async Task RunHistory(CancellationToken stopping)
    {
        await history.Run(stopping);
        if (history.Fault is { } fault)
            HistoryStopped(fault.Position, fault.Message);
    }

    private async Task RunDirectory(CancellationToken stopping)
    {
        await directory.Run(stopping);
        if (directory.Fault is { } fault)
            DirectoryStopped(directory.Position, fault.Message);
    }

    [LoggerMessage(LogLevel.Critical, "The access history stopped at position {Position}, and changes are refused until a new start: {Why}")]
    private partial void HistoryStopped(long position, string why);

    [LoggerMessage(LogLevel.Critical, "The directory stopped after position {Position}, and changes are refused until a new start: {Why}")]
    private partial void DirectoryStopped(long position, string why);

    [LoggerMessage(LogLevel.Warning, "The saved index is of no use ({Trouble}); it is made anew from the history.")]
    private partial void IndexIsRebuilt(string trouble);
}
