using AccessGovernance.Directory;
using AccessGovernance.EventLog;
using AccessGovernance.PersonalData;

namespace AccessGovernance.Server.Processes;

/// <summary>
/// Destroys the keys of everybody whom the history records as forgotten: again at every start, which also covers a crash between recording
/// and destroying, and a key store restored from a backup.
/// </summary>
internal sealed class Forgetting(IEventLog log, DirectoryProjector projector, DirectoryReader directory, KeyStore keys) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await projector.WaitFor(log.Head.Position, stoppingToken);
            foreach (var identity in directory.Forgotten())
                keys.Destroy(identity);
        }
        catch (Exception e) when (e is DamagedLogException or OperationCanceledException)
        {
            // The directory stopped, or the server does. Health says the first; nothing can be destroyed without knowing whom.
        }
    }
}
