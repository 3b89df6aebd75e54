using System.Collections.Frozen;
using AccessGovernance.Directory;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Observations;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;

namespace AccessGovernance.Server.Processes;

/// <summary>
/// Destroys the keys of everybody whom the history records as forgotten: again at every start, which also covers a crash between recording
/// and destroying, and a key store restored from a backup; then of whoever is forgotten from then on, by this process or another.
/// </summary>
internal sealed partial class Forgetting(
    IEventLog log, DirectoryProjector projector, DirectoryReader directory, Erasure erasure, ILogger<Forgetting> logger) : BackgroundService
{
    private static readonly FrozenSet<string> NoConcern = EventCatalogue.All
        .Where(e => e.Event != typeof(IdentityForgotten) && e.Event != typeof(LoginsMatched)).Select(e => e.Name).ToFrozenSet();

    private long reached = -1;

    // A database of keys may be out of reach for a while.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Persistently.Run(Follow, e => Interrupted(logger, e), stoppingToken);

    private async Task Follow(CancellationToken cancellation)
    {
        if (reached < 0)
        {
            var head = log.Head.Position;
            await WaitFor(head, cancellation);
            foreach (var identity in directory.Forgotten())
                erasure.Destroy(identity);
            reached = head;
            erasure.SetCaughtUp();
        }
        // When the directory stops, health says so; nothing can be destroyed without knowing whom.
        if (projector.Fault is not null)
            await Task.Delay(Timeout.Infinite, cancellation);
        await foreach (var page in log.FollowBut(NoConcern, reached, cancellation))
        {
            await projector.WaitFor(page.Reached, cancellation);
            foreach (var recorded in page.Events)
                Heed(recorded);
            reached = page.Reached;
        }
    }

    // What it knows where it stopped is destroyed all the same.
    private async Task WaitFor(long head, CancellationToken cancellation)
    {
        try
        {
            await projector.WaitFor(head, cancellation);
        }
        catch (DamagedLogException e)
        {
            erasure.SetStopped(e);
        }
    }

    private void Heed(RecordedEvent recorded)
    {
        if (StreamNames.IdentityOf(recorded.Stream) is { } identity)
            erasure.Destroy(identity);
        else
            erasure.Heed(((LoginsMatched)EventCodec.Decode(recorded)).Matches);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Destroying the keys of forgotten people was interrupted and goes on.")]
    private static partial void Interrupted(ILogger logger, Exception e);
}
