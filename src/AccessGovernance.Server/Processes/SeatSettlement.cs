using System.Globalization;
using AccessGovernance.EventLog;
using AccessGovernance.Grains.Entitlements;
using AccessGovernance.Server.Hosting;
using AccessGovernance.Server.Requests;

namespace AccessGovernance.Server.Processes;

/// <summary>
/// Reads the log for seats that were reserved and grants that ended, and has each settled: a crash between two streams leaves no seat
/// taken. Where it has come to is kept in a file; losing that repeats work and nothing else.
/// </summary>
internal sealed partial class SeatSettlement(IEventLog log, IGrainFactory grains, NodeClock clock, DataDirectory data, ILogger<SeatSettlement> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly SeatSettler settler = new(grains);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Follow(stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e)
            {
                Interrupted(logger, e);
                await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task Follow(CancellationToken cancellation)
    {
        await foreach (var page in log.Follow(ReadPosition(), cancellation))
        {
            var handled = false;
            foreach (var recorded in page)
                handled |= await settler.Settle(recorded, clock.Now);
            if (handled)
                await File.WriteAllTextAsync(data.SeatsSettled, page[^1].Position.ToString(CultureInfo.InvariantCulture), cancellation);
        }
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
