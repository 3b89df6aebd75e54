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
using AccessGovernance.Server.Services;

namespace AccessGovernance.Server.Processes;

/// <summary>
/// Reads the log for reserved seats and for the ends of grants that sit on one, and settles each seat by what became of its grant: a crash
/// between reserving and granting, or between ending and giving back, leaves no seat taken. The identity answers only after a grant that it
/// is making, so a reservation in use is never mistaken for a left one. Where it has come to is kept in a file; losing that repeats work
/// and nothing else.
/// </summary>
internal sealed partial class SeatSettlement(
    GrainServices services, IGrainFactory grains, NodeClock clock, DataDirectory data, DirectoryQuestions directory, ILogger<SeatSettlement> logger)
    : BackgroundService
{
    private const string ReservedType = "entitlement.seat-reserved.v1";
    private static readonly string[] EndTypes = ["identity.access-revoked.v1", "identity.grant-corrected.v1", "identity.grant-voided.v1"];
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
        await foreach (var page in services.Log.Follow(ReadPosition(), cancellation))
        {
            var settled = false;
            foreach (var recorded in page)
                settled |= await SettleBy(recorded, cancellation);
            if (settled)
                await File.WriteAllTextAsync(data.SeatsSettled, page[^1].Position.ToString(CultureInfo.InvariantCulture), cancellation);
        }
    }

    /// <summary>Settles the seat that an event is about; false when it is about none.</summary>
    private async Task<bool> SettleBy(RecordedEvent recorded, CancellationToken cancellation)
    {
        if (recorded.Type == ReservedType)
        {
            var reserved = (SeatReserved)EventCodec.Decode(recorded);
            await Settle(recorded, StreamNames.EntitlementOf(recorded.Stream)!.Value, reserved.Identity, reserved.Grant);
            return true;
        }
        if (!EndTypes.Contains(recorded.Type) || SeatClaim.Of(EventCodec.Decode(recorded)) is not { } claim)
            return false;
        // Most entitlements count no seats: known from memory, without waking a grain.
        if (!await directory.CountsSeats(claim.Entitlement, recorded.Position, cancellation))
            return false;
        await Settle(recorded, claim.Entitlement, StreamNames.IdentityOf(recorded.Stream)!.Value, claim.Grant);
        return true;
    }

    private async Task Settle(RecordedEvent recorded, EntitlementId entitlement, IdentityId identity, GrantId grant)
    {
        // An import's events are read here before the import itself tells the grains of them.
        if (recorded.Import is not null)
            services.BulkWrites.Happened();
        var validity = await grains.GetGrain<IIdentityGrain>(identity.Value).GetGrantValidity(grant);
        var context = new CommandContext(RequestIds.Derive("settle-seat", recorded.EventId.ToString()), default, Caller.System, null, null, clock.Now);
        await grains.GetGrain<IEntitlementGrain>(entitlement.Value).Settle(new SettleSeat(grant, validity), context);
    }

    private long ReadPosition()
    {
        // A restored log may be shorter than what the file remembers.
        return File.Exists(data.SeatsSettled)
            && long.TryParse(File.ReadAllText(data.SeatsSettled), NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            && position <= services.Log.Head.Position ? position : 0;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Settling seats was interrupted and begins again.")]
    private static partial void Interrupted(ILogger logger, Exception e);
}
