using System.Globalization;
using AccessGovernance.Domain;
using AccessGovernance.EventLog;
using AccessGovernance.Grains.Entitlements;
using AccessGovernance.Server.Hosting;
using AccessGovernance.Server.Requests;

namespace AccessGovernance.Server.Processes;

/// <summary>
/// Reads the log for seats that were reserved, grants that ended and identities that were terminated, and has their seats
/// settled: a crash between two streams leaves no seat taken. Where it has come to is kept in a file; losing that repeats work and nothing else.
/// </summary>
internal sealed partial class SeatSettlement(IEventLog log, IGrainFactory grains, NodeClock clock, DataDirectory data, ILogger<SeatSettlement> logger)
    : BackgroundService
{
    /// <summary>How long it waits for more before it looks at what is due.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Nobody waits for this process: it takes what many commits of a moment wrote together.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(20);

    /// <summary>Events after which the place is kept also when none of them concerned a seat.</summary>
    private const long RememberEvery = 10_000;

    private readonly SeatSettler settler = new(grains);
    private long remembered;
    private readonly List<(long Position, IdentityId Identity, Instant At)> terminations = [];

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Persistently.Run(Follow, e => Interrupted(logger, e), stoppingToken);

    private async Task Follow(CancellationToken cancellation)
    {
        var reached = ReadPosition();
        terminations.Clear();
        while (true)
        {
            var settled = false;
            await foreach (var page in log.ReadAllBut(SeatSettler.NoConcern, reached, cancellation))
            {
                foreach (var recorded in page.Events)
                    settled |= await Handle(recorded);
                reached = page.Reached;
                settled |= reached - remembered >= RememberEvery;
            }
            if (await SettleTerminations() || settled)
                await Remember(reached, cancellation);
            await WaitForWork(reached, cancellation);
        }
    }

    private async Task<bool> Handle(RecordedEvent recorded)
    {
        if (SeatSettler.TerminationIn(recorded) is not var (identity, at))
            return await settler.Settle(recorded, clock.Now);
        terminations.Add((recorded.Position, identity, at));
        return false;
    }

    private async Task<bool> SettleTerminations()
    {
        var now = clock.Now;
        foreach (var (_, identity, _) in terminations.Where(t => t.At <= now))
            await settler.SettleEnded(identity, now);
        return terminations.RemoveAll(t => t.At <= now) > 0;
    }

    // A termination of the future is settled when it takes effect: while there is one, the clock is looked at too.
    private async Task WaitForWork(long reached, CancellationToken cancellation)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (terminations.Count > 0)
            wait.CancelAfter(Patience);
        await ((Task)log.WaitPast(reached, wait.Token).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Delay(Gathering, cancellation);
    }

    // Terminations that are still to come are read again after a restart.
    private Task Remember(long reached, CancellationToken cancellation)
    {
        remembered = reached;
        var position = terminations.Count == 0 ? reached : terminations.Min(t => t.Position) - 1;
        return File.WriteAllTextAsync(data.SeatsSettled, position.ToString(CultureInfo.InvariantCulture), cancellation);
    }

    private long ReadPosition()
    {
        // A restored log may be shorter than what the file remembers.
        return File.Exists(data.SeatsSettled)
            && long.TryParse(File.ReadAllText(data.SeatsSettled), NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            && position <= log.Head.Position ? position : 0;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Settling seats was interrupted and begins again.")]
    private static partial void Interrupted(ILogger logger, Exception e);
}
