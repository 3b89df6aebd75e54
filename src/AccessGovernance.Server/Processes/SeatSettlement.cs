using System.Globalization;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;
using AccessGovernance.Grains;
using AccessGovernance.Grains.Entitlements;
using AccessGovernance.Grains.Identities;
using AccessGovernance.Server.Hosting;
using AccessGovernance.Server.Requests;

namespace AccessGovernance.Server.Processes;

/// <summary>
/// Reads the log for reserved seats, and settles each by what became of its grant: a crash between reserving and granting leaves no seat
/// taken. The identity answers only after a grant that it is making, so a reservation in use is never mistaken for a left one. Where it
/// has come to is kept in a file; losing that repeats work and nothing else.
/// </summary>
internal sealed partial class SeatSettlement(IEventLog log, IGrainFactory grains, NodeClock clock, DataDirectory data, ILogger<SeatSettlement> logger)
    : BackgroundService
{
    private const string ReservedType = "entitlement.seat-reserved.v1";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

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
            var settled = false;
            foreach (var recorded in page)
            {
                if (recorded.Type != ReservedType)
                    continue;
                await Settle(recorded);
                settled = true;
            }
            if (settled)
                await File.WriteAllTextAsync(data.SeatsSettled, page[^1].Position.ToString(CultureInfo.InvariantCulture), cancellation);
        }
    }

    private async Task Settle(RecordedEvent recorded)
    {
        var reserved = (SeatReserved)EventCodec.Decode(recorded);
        var entitlement = StreamNames.EntitlementOf(recorded.Stream)!.Value;
        var validity = await grains.GetGrain<IIdentityGrain>(reserved.Identity.Value).GetGrantValidity(reserved.Grant);
        var context = new CommandContext(RequestIds.Derive("settle-seat", recorded.EventId.ToString()), default, Caller.System, null, null, clock.Now);
        await grains.GetGrain<IEntitlementGrain>(entitlement.Value).Settle(new SettleSeat(reserved.Grant, validity), context);
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
