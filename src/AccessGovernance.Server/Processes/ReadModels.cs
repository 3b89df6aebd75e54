using AccessGovernance.AccessHistory;
using AccessGovernance.Directory;

namespace AccessGovernance.Server.Processes;

/// <summary>Runs the read models for as long as the server lives. One that stops stays stopped and says so in health.</summary>
internal sealed class ReadModels(Projector history, DirectoryProjector directory) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        Task.Run(() => history.Run(stoppingToken), CancellationToken.None),
        Task.Run(() => directory.Run(stoppingToken), CancellationToken.None));
}
