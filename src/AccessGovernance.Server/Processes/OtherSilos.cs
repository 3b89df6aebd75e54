using System.Collections.Frozen;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Tokens;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;
using AccessGovernance.PersonalData;
using AccessGovernance.Server.Authentication;

namespace AccessGovernance.Server.Processes;

/// <summary>
/// Follows the history for what other silos did and this one must heed: a revoked token is refused here too, and the keys of a forgotten
/// identity leave this process's memory. Begins where the history stood at the start; what came before is looked up by others at each start.
/// </summary>
internal sealed partial class OtherSilos(IEventLog log, BearerTokens bearers, KeyStore keys, ILogger<OtherSilos> logger) : BackgroundService
{
    private static readonly string Revoked = EventCatalogue.All.First(e => e.Event == typeof(TokenRevoked)).Name;
    private static readonly string Forgotten = EventCatalogue.All.First(e => e.Event == typeof(IdentityForgotten)).Name;

    private static readonly FrozenSet<string> NoConcern =
        EventCatalogue.All.Select(e => e.Name).Where(name => name != Revoked && name != Forgotten).ToFrozenSet();

    private long reached;

    // Before anybody looks up what there is: nothing may fall between the two.
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        reached = log.Head.Position;
        return base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Persistently.Run(Follow, e => Interrupted(logger, e), stoppingToken);

    private async Task Follow(CancellationToken cancellation)
    {
        await foreach (var page in log.FollowBut(NoConcern, reached, cancellation))
        {
            foreach (var recorded in page.Events)
                Heed(recorded);
            reached = page.Reached;
        }
    }

    private void Heed(RecordedEvent recorded)
    {
        if (recorded.Type == Revoked)
            bearers.Revoke(((TokenRevoked)EventCodec.Decode(recorded)).Token);
        else if (recorded.Type == Forgotten)
            keys.Destroy(StreamNames.IdentityOf(recorded.Stream)!.Value);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Following what other silos do was interrupted and goes on.")]
    private static partial void Interrupted(ILogger logger, Exception e);
}
