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

/// <summary>Turns records of the log, which the index has read, into the changes that one watcher hears of.</summary>
internal sealed class WatchedChanges(HistoryReader history, WatchFilter filter)
{
    /// <summary>The change that a record is for this watcher; null when it is none.</summary>
    public HistoryChange? Of(RecordedEvent recorded)
    {
        var what = EventCodec.Decode(recorded);
        var change = what switch
        {
            ConferralEvent e => OfConferral(e),
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

    private HistoryChange? OfConferral(ConferralEvent what) => filter.Identity is not null
        ? null
        : what switch
        {
            ConferralAdded e => OfConferral("conferred", e.Conferral, e.Validity),
            ConferralEnded e => OfConferral("stopped-conferring", e.Conferral, Period.Always with { Until = e.At }),
            ConferralVoided e => OfConferral("conferral-voided", e.Conferral, null),
            _ => null,
        };

    private HistoryChange? OfConferral(string what, ConferralId conferral, Period? validity)
    {
        var (from, to) = history.ConferralOf(conferral)!.Value;
        return !filter.Matches(from) && !filter.Matches(to)
            ? null
            : new HistoryChange
            {
                What = what, FactId = conferral.ToString(), Validity = validity is { } v ? Times.Of(v) : null,
                Entitlement = Visible(to), ConferredBy = Visible(from),
            };
    }

    private string Visible(EntitlementId entitlement) => filter.Sees(entitlement) ? Names.Of(entitlement) : "";
}
