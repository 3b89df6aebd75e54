using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Applications;
using AccessGovernance.Domain.Conferrals;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Imports;
using AccessGovernance.Domain.Observations;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Snapshots;
using AccessGovernance.Domain.Tokens;
using AccessGovernance.EventLog;

namespace AccessGovernance.AccessHistory;

public sealed partial class HistoryIndex
{
    // Conferrals are few, and their events name neither end.
    private readonly RowsById conferralRows;

    /// <summary>The row of a conferral, or -1.</summary>
    internal int ConferralRowOf(ConferralId conferral) => conferralRows.Find(conferral.Value);

    private void Record(in HistoryEntry entry, in StreamPlace place)
    {
        var mark = new Mark(entry.Position, entry.Import is not null);
        if (entry.Import is not null)
            Imports.Add(entry.Position, entry.Import);
        var understood = (entry.What, place.Subject) switch
        {
            (IdentityEvent what, IdentityNode identity) => OfIdentity(what, identity, mark),
            (ConferralEvent what, _) when entry.Stream == StreamNames.Conferrals => OfConferrals(what, mark),
            (EntitlementEvent what, EntitlementNode entitlement) => OfEntitlement(what, entitlement, mark),
            (ApplicationEvent what, ApplicationNode application) => OfApplication(what, application, mark),
            (ObservationEvent what, _) when StreamNames.ObservedBy(entry.Stream) is { } app => Observed.Apply(what, app, entry.Position, IsBy(entry.Actor)),
            (ImportStarted what, _) => Started(what, entry.Stream),
            (RequestNoted or ImportProgressed or TokenIssued or TokenRevoked or SnapshotTaken or ReviewEvent, _) => true,
            _ => false,
        };
        if (!understood)
        {
            throw new HistoryFaultException(entry.Position,
                $"{entry.What.GetType().Name} in stream '{entry.Stream}' is unknown, belongs elsewhere, or changes what is not there");
        }
    }

    private Func<long, bool> IsBy(string actor) => earlier => string.Equals(ActorAt(earlier), actor, StringComparison.Ordinal);

    private bool OfIdentity(IdentityEvent what, IdentityNode identity, in Mark mark)
    {
        switch (what)
        {
            case AccessGranted e: return Granted(e, identity, mark);
            case AccessRevoked e: return Revoked(e, identity, mark);
            case GrantCorrected e: return Corrected(e, identity, mark);
            case GrantVoided e: return Voided(e, identity, mark);
            case IdentityRegistered: identity.Registered = mark; return true;
            case IdentityLinked e: return Linked(e, identity, mark);
            case IdentityLinkEnded e:
                PlainLinks.Unlink(identity.Ordinal);
                return Links.TryEnd(identity.Links, e.Link.Value, e.Until, mark);
            case IdentitySuspended e: return Changed(identity, StatusChange.Suspended, e.From, mark);
            case IdentityResumed e: return Changed(identity, StatusChange.Resumed, e.From, mark);
            case IdentityTerminated e: return Terminated(e, identity, mark);
            case TerminationWithdrawn e: return TerminationLifted(e, identity, mark);
            case IdentityReinstated e: return Changed(identity, StatusChange.Reinstated, e.From, mark);
            case IdentityMarkedSynthetic or AttributesChanged or LegalHoldPlaced or LegalHoldLifted:
            case ForgettingRequested or IdentityForgotten:
                return true;
            default: return false;
        }
    }

    private bool OfConferrals(ConferralEvent what, in Mark mark) => what switch
    {
        ConferralAdded e => Conferred(e, mark),
        ConferralEnded e => Ended(e, mark),
        ConferralVoided e => Voided(e, mark),
        _ => false,
    };

    private bool OfEntitlement(EntitlementEvent what, EntitlementNode entitlement, in Mark mark)
    {
        switch (what)
        {
            case EntitlementDefined e:
                entitlement.Place(Period.Always.From, Applications.Intern(e.Application.Value), mark);
                entitlement.Registered = mark;
                return true;
            case EntitlementMoved e:
                entitlement.Place(e.From, Applications.Intern(e.Application.Value), mark);
                return true;
            case EntitlementRetired e: entitlement.Retirements.Add(new(e.At, mark)); return true;
            case EntitlementChanged or SeatReserved or SeatSettled: return true;
            default: return false;
        }
    }

    private static bool OfApplication(ApplicationEvent what, ApplicationNode application, in Mark mark)
    {
        switch (what)
        {
            case ApplicationDefined e:
                application.Governed.Add(new(e.GovernedFrom, mark));
                application.Registered = mark;
                return true;
            case FulfilmentChosen: return true;
            case ApplicationChanged e: application.Governed.Add(new(e.GovernedFrom, mark)); return true;
            default: return false;
        }
    }

    private bool Conferred(ConferralAdded e, in Mark mark)
    {
        if (ConferralRowOf(e.Conferral) >= 0)
            return false;
        var from = Entitlements.Intern(e.From.Value);
        var to = Entitlements.Intern(e.To.Value);
        Announce(to, mark);
        var row = Conferrals.Open(new(e.Conferral.Value, from.Ordinal, to.Ordinal), to.Incoming, e.Validity, mark);
        conferralRows.Add(row);
        from.Outgoing.Add(row);
        return true;
    }

    private bool Ended(ConferralEnded e, in Mark mark)
    {
        var row = ConferralRowOf(e.Conferral);
        if (row < 0)
            return false;
        Announce(Entitlements[Conferrals.OwnerOf(row)], mark);
        Conferrals.End(row, e.At, mark, Instant.Forever);
        return true;
    }

    private bool Voided(ConferralVoided e, in Mark mark)
    {
        var row = ConferralRowOf(e.Conferral);
        if (row < 0)
            return false;
        Announce(Entitlements[Conferrals.OwnerOf(row)], mark);
        Conferrals.Void(row, mark);
        return true;
    }

    // Before a conferral changes, whoever keeps what follows from it is told.
    private void Announce(EntitlementNode conferred, in Mark mark)
    {
        conferred.ConferralChange = (int)mark.Position;
        Volatile.Write(ref lastConferral, (int)mark.Position);
        Volatile.WriteBarrier();
    }

    private bool Linked(IdentityLinked e, IdentityNode identity, in Mark mark)
    {
        if (Links.Find(identity.Links, e.Link.Value) >= 0)
            return false;
        var person = Persons.Intern(e.Person.Value, mark);
        var link = new LinkFact { Id = e.Link.Value, Subject = identity.Ordinal, Object = person, Role = e.Role };
        link.PreviousOfPerson = Persons.LastLinkOf(person);
        PlainLinks.Link(identity.Ordinal, person, e.Validity, mark);
        var ordinal = Links.Open(link, e.Validity, mark);
        identity.AddLink(ordinal);
        Persons.SetLastLink(person, ordinal);
        return true;
    }

    private bool Changed(IdentityNode identity, StatusChange change, Instant at, in Mark mark)
    {
        identity.Add(new StatusRecord(at, mark, change));
        Suspensions.Change(identity, mark);
        return true;
    }

    private bool Started(ImportStarted e, string stream)
    {
        var source = stream[StreamNames.OfImport("").Length..];
        Imports.Name(e.Block, source, e.FileHash);
        return true;
    }
}
