using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Applications;
using AccessGovernance.Domain.Conferrals;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Imports;
using AccessGovernance.Domain.Snapshots;
using AccessGovernance.Domain.Tokens;
using AccessGovernance.EventLog;

namespace AccessGovernance.AccessHistory;

public sealed partial class HistoryIndex
{
    private ImportedRow? lastRow;
    private int lastImport = Mark.Own;

    private void Record(in HistoryEntry entry, StreamPlace place)
    {
        var mark = new Mark(entry.Position, ImportOf(entry.Import), Actors.Intern(entry.Actor));
        var understood = (entry.What, place) switch
        {
            (IdentityEvent what, { Identity: { } identity }) => OfIdentity(what, identity, mark),
            (ConferralEvent what, { Name: StreamNames.Conferrals }) => OfConferrals(what, mark),
            (EntitlementEvent what, { Entitlement: { } entitlement }) => OfEntitlement(what, entitlement, mark),
            (ApplicationEvent what, { Application: { } application }) => OfApplication(what, application, mark),
            (ImportStarted what, _) => Started(what, place.Name),
            (RequestNoted or ImportProgressed or TokenIssued or TokenRevoked or SnapshotTaken, _) => true,
            _ => false,
        };
        if (!understood)
        {
            throw new HistoryFaultException(entry.Position,
                $"{entry.What.GetType().Name} in stream '{entry.Stream}' is unknown, belongs elsewhere, or changes what is not there");
        }
    }

    private bool OfIdentity(IdentityEvent what, IdentityNode identity, in Mark mark)
    {
        switch (what)
        {
            case AccessGranted e: return Granted(e, identity, mark);
            case AccessRevoked e: return Grants.TryEnd(e.Grant.Value, e.At, mark);
            case GrantCorrected e: return Grants.TryCorrect(e.Grant.Value, e.Validity, mark);
            case GrantVoided e: return Grants.TryVoid(e.Grant.Value, mark);
            case IdentityRegistered: identity.Registered = mark; return true;
            case IdentityLinked e: return Linked(e, identity, mark);
            case IdentityLinkEnded e: return Links.TryEnd(e.Link.Value, e.Until, mark);
            case IdentitySuspended e: return Changed(identity, StatusChange.Suspended, e.From, mark);
            case IdentityResumed e: return Changed(identity, StatusChange.Resumed, e.From, mark);
            case IdentityTerminated e: return Changed(identity, StatusChange.Terminated, e.At, mark);
            case TerminationWithdrawn e: return Changed(identity, StatusChange.TerminationWithdrawn, e.At, mark);
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
        ConferralEnded e => Conferrals.TryEnd(e.Conferral.Value, e.At, mark),
        ConferralVoided e => Conferrals.TryVoid(e.Conferral.Value, mark),
        _ => false,
    };

    private bool OfEntitlement(EntitlementEvent what, EntitlementNode entitlement, in Mark mark)
    {
        switch (what)
        {
            case EntitlementDefined e:
                entitlement.Placements.Add(new(Applications.Intern(e.Application.Value).Ordinal, Period.Always.From, mark));
                entitlement.Registered = mark;
                return true;
            case EntitlementMoved e:
                entitlement.Placements.Add(new(Applications.Intern(e.Application.Value).Ordinal, e.From, mark));
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
            case ApplicationChanged e: application.Governed.Add(new(e.GovernedFrom, mark)); return true;
            default: return false;
        }
    }

    private bool Granted(AccessGranted e, IdentityNode identity, in Mark mark)
    {
        var entitlement = Entitlements.Intern(e.Entitlement.Value);
        var cause = Causes.Intern(e.Cause);
        var fact = new Fact { Id = e.Grant.Value, Subject = identity.Ordinal, Object = entitlement.Ordinal, Detail = cause };
        if (!Grants.TryOpen(ref fact, e.Validity, mark, out var ordinal))
            return false;
        identity.Grants.Add(new(entitlement.Ordinal, ordinal));
        entitlement.Grants.Add(ordinal);
        return true;
    }

    private bool Conferred(ConferralAdded e, in Mark mark)
    {
        var from = Entitlements.Intern(e.From.Value);
        var to = Entitlements.Intern(e.To.Value);
        var fact = new Fact { Id = e.Conferral.Value, Subject = from.Ordinal, Object = to.Ordinal };
        if (!Conferrals.TryOpen(ref fact, e.Validity, mark, out var ordinal))
            return false;
        from.Outgoing.Add(ordinal);
        to.Incoming.Add(ordinal);
        return true;
    }

    private bool Linked(IdentityLinked e, IdentityNode identity, in Mark mark)
    {
        var person = Persons.Intern(e.Person.Value);
        if (person.Registered.Position == 0)
            person.Registered = mark;
        var fact = new Fact { Id = e.Link.Value, Subject = identity.Ordinal, Object = person.Ordinal, Detail = (int)e.Role };
        if (!Links.TryOpen(ref fact, e.Validity, mark, out var ordinal))
            return false;
        identity.Links.Add(ordinal);
        person.Links.Add(ordinal);
        return true;
    }

    private static bool Changed(IdentityNode identity, StatusChange change, Instant at, in Mark mark)
    {
        identity.Status.Add(new(change, at, mark));
        return true;
    }

    private bool Started(ImportStarted e, string stream)
    {
        var source = stream[StreamNames.OfImport("").Length..];
        var ordinal = BlockOf(e.Block);
        Blocks[ordinal] = new ImportBlock(e.Block, source, e.FileHash);
        return true;
    }

    private int ImportOf(ImportedRow? row)
    {
        if (row is null)
            return Mark.Own;
        // One row may be several events: what it registers and what it grants.
        if (row == lastRow)
            return lastImport;
        lastRow = row;
        return lastImport = Imports.Add(new ImportMark(row.SourceRecordedAt.Milliseconds, BlockOf(row.Block), row.Row));
    }

    private int BlockOf(Guid block)
    {
        var ordinal = blockIds.Intern(block);
        if (ordinal == Blocks.Count)
            Blocks.Add(new ImportBlock(block, null, null));
        return ordinal;
    }
}
