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
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // When the directory stops, health says so; nothing can be destroyed without knowing whom.
        await projector.WaitFor(log.Head.Position, stoppingToken).AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stoppingToken.IsCancellationRequested && !TryDestroy())
            await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // A database of keys may be out of reach for a while.
    private bool TryDestroy()
    {
        try
        {
            foreach (var identity in directory.Forgotten())
                keys.Destroy(identity);
            return true;
        }
        catch (KeyStoreUnavailableException)
        {
            return false;
        }
    }
}
