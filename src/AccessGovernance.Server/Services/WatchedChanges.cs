using AccessGovernance.AccessHistory;
using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Conferrals;
using AccessGovernance.Domain.Identities;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;
using AccessGovernance.Server.Requests;

namespace AccessGovernance.Server.Services;

/// <summary>What one watcher wants to hear of.</summary>
/// <param name="Matches">Entitlements that are asked for and may be seen, as of now.</param>
/// <param name="Sees">Entitlements that may be seen, asked for or not.</param>
public sealed record WatchFilter(IdentityId? Identity, Func<EntitlementId, bool> Matches, Func<EntitlementId, bool> Sees);

/// <summary>Turns records of the log into the changes that one watcher hears of. Not thread-safe.</summary>
internal sealed class WatchedChanges(IEventLog log, HistoryReader history, WatchFilter filter)
{
    private readonly Dictionary<ConferralId, ConferralAdded> conferrals = [];

    /// <summary>The change that a record is for this watcher; null when it is none.</summary>
    public async ValueTask<HistoryChange?> Of(RecordedEvent recorded, CancellationToken cancellation)
    {
        var what = EventCodec.Decode(recorded);
        var change = what switch
        {
            ConferralEvent e => await OfConferral(e, cancellation),
            IdentityEvent e => OfIdentity(e, StreamNames.IdentityOf(recorded.Stream)!.Value),
            _ => null,
        };
        if (change is null)
            return null;
        change.Position = recorded.Position;
        change.RecordedAt = Times.Of(history.Read(AccessHistory.Knowledge.AtPosition(recorded.BatchEnd)).RecordingTime);
        change.SourceRecordedAt = recorded.Import is { } import ? Times.Of(import.SourceRecordedAt) : null;
        change.Actor = recorded.Actor;
        return change;
    }

    private HistoryChange? OfIdentity(IdentityEvent what, IdentityId identity)
    {
        if (filter.Identity is { } only && only != identity)
            return null;
        var change = what switch
        {
            AccessGranted e => OfGrant("granted", e.Grant, e.Entitlement, e.Validity),
            AccessRevoked e => OfGrant("revoked", e.Grant, e.Entitlement, Period.Always with { Until = e.At }),
            GrantCorrected e => OfGrant("corrected", e.Grant, e.Entitlement, e.Validity),
            GrantVoided e => OfGrant("voided", e.Grant, e.Entitlement, null),
            IdentitySuspended e => OfStatus("suspended", identity, e.From),
            IdentityResumed e => OfStatus("resumed", identity, e.From),
            IdentityTerminated e => OfStatus("terminated", identity, e.At),
            TerminationWithdrawn e => OfStatus("termination-withdrawn", identity, e.At),
            IdentityReinstated e => OfStatus("reinstated", identity, e.From),
            _ => null,
        };
        if (change is null)
            return null;
        change.Identity = Names.Of(identity);
        if (what is AccessGranted granted)
            change.Cause = HistoryMessages.Cause(granted.Cause);
        return change;
    }

    private HistoryChange? OfGrant(string what, GrantId grant, EntitlementId entitlement, Period? validity) => !filter.Matches(entitlement)
        ? null
        : new HistoryChange
        {
            What = what, FactId = grant.ToString(), Entitlement = Names.Of(entitlement), Validity = validity is { } v ? Times.Of(v) : null,
        };

    // Of whoever was never granted anything that is asked for, a change of status is no change of the access in question.
    private HistoryChange? OfStatus(string what, IdentityId identity, Instant from) =>
        history.WasGranted(identity, filter.Matches, history.Latest) ? new HistoryChange { What = what, Validity = Times.Of(Period.Since(from)) } : null;

    private async ValueTask<HistoryChange?> OfConferral(ConferralEvent what, CancellationToken cancellation)
    {
        if (filter.Identity is not null)
            return null;
        if (what is ConferralAdded added)
            conferrals[added.Conferral] = added;
        return what switch
        {
            ConferralAdded e => OfConferral("conferred", e, e.Validity),
            ConferralEnded e => OfConferral("stopped-conferring", await Find(e.Conferral, cancellation), Period.Always with { Until = e.At }),
            ConferralVoided e => OfConferral("conferral-voided", await Find(e.Conferral, cancellation), null),
            _ => null,
        };
    }

    private HistoryChange? OfConferral(string what, ConferralAdded conferral, Period? validity) =>
        !filter.Matches(conferral.From) && !filter.Matches(conferral.To)
            ? null
            : new HistoryChange
            {
                What = what, FactId = conferral.Conferral.ToString(), Validity = validity is { } v ? Times.Of(v) : null,
                Entitlement = Visible(conferral.To), ConferredBy = Visible(conferral.From),
            };

    private string Visible(EntitlementId entitlement) => filter.Sees(entitlement) ? Names.Of(entitlement) : "";

    // Added before the watch began: all that there are, once.
    private async ValueTask<ConferralAdded> Find(ConferralId id, CancellationToken cancellation)
    {
        if (conferrals.TryGetValue(id, out var known))
            return known;
        await foreach (var page in log.ReadStream(StreamNames.Conferrals, 0, cancellation))
        {
            foreach (var recorded in page)
            {
                if (EventCodec.Decode(recorded) is ConferralAdded added)
                    conferrals[added.Conferral] = added;
            }
        }
        return conferrals[id];
    }
}
