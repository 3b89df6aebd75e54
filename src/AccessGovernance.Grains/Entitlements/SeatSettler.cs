using System.Collections.Frozen;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Identities;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;
using AccessGovernance.Grains.Identities;

namespace AccessGovernance.Grains.Entitlements;

/// <summary>
/// Settles the seat that a recorded event speaks of by what became of its grant, so that a crash between two streams leaves no seat taken.
/// The answer comes from the identity, in turn with the grants that it makes, and is that of now: an old event shrinks no newer seat.
/// For one caller at a time.
/// </summary>
public sealed class SeatSettler(IGrainFactory grains)
{
    /// <summary>Entitlements without seats that are remembered; of others it asks each time.</summary>
    public const int MaxRemembered = 100_000;

    private static readonly FrozenSet<string> Types = EventCatalogue.All
        .Where(e => e.Event == typeof(SeatReserved) || e.Event == typeof(AccessRevoked) || e.Event == typeof(GrantVoided)
            || e.Event == typeof(GrantCorrected))
        .Select(e => e.Name).ToFrozenSet();

    private static readonly string Terminated = EventCatalogue.All.First(e => e.Event == typeof(IdentityTerminated)).Name;

    /// <summary>Names of the events that concern no seat; of the catalogue only.</summary>
    public static FrozenSet<string> NoConcern { get; } =
        EventCatalogue.All.Select(e => e.Name).Where(name => name != Terminated && !Types.Contains(name)).ToFrozenSet();

    private readonly HashSet<EntitlementId> countsNone = [];

    /// <returns>False when the event could concern no seat.</returns>
    public async Task<bool> Settle(RecordedEvent recorded, Instant now)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        if (!Types.Contains(recorded.Type) || SeatOf(recorded) is not var (identity, grant, entitlement))
            return false;
        // Most entitlements count no seats: their grants need not wake the identity.
        if (await CountsNone(entitlement, now) || await grains.GetGrain<IEntitlementGrain>(entitlement.Value).FindSeat(grant) is null)
            return true;
        var context = new CommandContext(RequestIds.Derive("settle-seat", recorded.EventId.ToString()), default, Caller.System, null, null, now);
        await grains.GetGrain<IIdentityGrain>(identity.Value).SettleSeat(grant, entitlement, context);
        return true;
    }

    /// <summary>The termination that an event records, whose grants' seats are free once it is in effect.</summary>
    public static (IdentityId Identity, Instant At)? TerminationIn(RecordedEvent recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        return recorded.Type == Terminated
            ? (StreamNames.IdentityOf(recorded.Stream)!.Value, ((IdentityTerminated)EventCodec.Decode(recorded)).At)
            : null;
    }

    /// <summary>Frees the seats of a terminated identity's grants.</summary>
    public Task SettleEnded(IdentityId identity, Instant now)
    {
        var request = RequestIds.Derive("settle-ended", identity.Value, now.ToString());
        var context = new CommandContext(request, default, Caller.System, null, null, now);
        return grains.GetGrain<IIdentityGrain>(identity.Value).SettleSeatsOfEnded(context);
    }

    // Seats are counted from the definition of an entitlement on, or never.
    private async ValueTask<bool> CountsNone(EntitlementId entitlement, Instant now)
    {
        if (countsNone.Contains(entitlement))
            return true;
        var facts = await grains.GetGrain<IEntitlementGrain>(entitlement.Value).GetFacts(now);
        if (!facts.IsDefined || facts.Capacity is not null)
            return false;
        if (countsNone.Count < MaxRemembered)
            countsNone.Add(entitlement);
        return true;
    }

    // Imports settle the seats of their rows in the batch of the rows.
    private static (IdentityId Identity, GrantId Grant, EntitlementId Entitlement)? SeatOf(RecordedEvent recorded) =>
        recorded.Import is not null ? null : EventCodec.Decode(recorded) switch
        {
            SeatReserved e => (e.Identity, e.Grant, StreamNames.EntitlementOf(recorded.Stream)!.Value),
            AccessRevoked e => (StreamNames.IdentityOf(recorded.Stream)!.Value, e.Grant, e.Entitlement),
            GrantVoided e => (StreamNames.IdentityOf(recorded.Stream)!.Value, e.Grant, e.Entitlement),
            GrantCorrected e => (StreamNames.IdentityOf(recorded.Stream)!.Value, e.Grant, e.Entitlement),
            _ => null,
        };
}
