using AccessGovernance.AccessHistory;
using AccessGovernance.Domain;
using AccessGovernance.Server.Requests;
using V1 = AccessGovernance.Api.V1;

namespace AccessGovernance.Server.Services;

/// <summary>Answers of the access history as messages of the API.</summary>
internal static class HistoryMessages
{
    public static V1.Holder Holder(NamedHolder row) => new() { Identity = Names.Of(row.Identity), State = (V1.AccessState)row.State };

    public static V1.Holder Holder(Holding row, bool namesOnly, bool ever, Func<EntitlementId, bool> visible)
    {
        var message = new V1.Holder { Identity = Names.Of(row.Identity), State = (V1.AccessState)row.State };
        if (ever)
            (message.HeldAsKnownNow, message.HeldAsKnownThen) = (row.HeldAsKnownNow, row.HeldAsKnownThen);
        if (namesOnly)
            return message;
        message.Persons.Add(row.Persons.Select(p => Names.Of(p.Person)).Distinct());
        message.Spans.Add(row.Spans.Select(Times.Of));
        message.Grants.Add(Grants(row, visible));
        message.Path.Add(Path(row, visible));
        return message;
    }

    public static V1.HeldAccess Held(Holding row, AppId? application, bool namesOnly, bool ever, Func<EntitlementId, bool> visible)
    {
        var message = new V1.HeldAccess
        {
            Entitlement = Names.Of(row.Entitlement), Identity = Names.Of(row.Identity), State = (V1.AccessState)row.State,
            Application = application is { } app ? Names.Of(app) : "",
        };
        if (ever)
            (message.HeldAsKnownNow, message.HeldAsKnownThen) = (row.HeldAsKnownNow, row.HeldAsKnownThen);
        if (namesOnly)
            return message;
        message.Spans.Add(row.Spans.Select(Times.Of));
        message.Grants.Add(Grants(row, visible));
        message.Path.Add(Path(row, visible));
        return message;
    }

    public static V1.AccessChange Change(AccessChange change, Func<EntitlementId, bool> visible)
    {
        var message = new V1.AccessChange
        {
            Identity = Names.Of(change.Holding.Identity), Entitlement = Names.Of(change.Holding.Entitlement),
            Application = change.Application is { } app ? Names.Of(app) : "", Difference = (V1.AccessDifference)change.Difference,
            Reason = Reason(change.Reason),
        };
        message.Grants.Add(Grants(change.Holding, visible));
        message.Path.Add(Path(change.Holding, visible));
        return message;
    }

    /// <summary>The grants that a row follows from; those of entitlements that the caller may not see are left out.</summary>
    public static IEnumerable<V1.GrantEvidence> Grants(Holding row, Func<EntitlementId, bool> visible) =>
        row.Grants.Where(g => visible(g.Entitlement)).Select(Grant);

    public static IEnumerable<V1.PathStep> Path(Holding row, Func<EntitlementId, bool> visible) =>
        row.Path.Where(s => visible(s.From) && visible(s.To)).Select(Step);

    private static V1.GrantEvidence Grant(HeldGrant grant) => new()
    {
        GrantId = grant.Grant.ToString(), Entitlement = Names.Of(grant.Entitlement), Validity = Times.Of(grant.Validity), Cause = Cause(grant.Cause),
        Position = grant.RecordedAt, RecordedAt = Times.Of(grant.RecordedTime),
        SourceRecordedAt = grant.SourceRecordedAt is { } source ? Times.Of(source) : null,
    };

    private static V1.PathStep Step(ConferralStep step) => new()
    {
        From = Names.Of(step.From), To = Names.Of(step.To), ConferralId = step.Conferral.ToString(), Validity = Times.Of(step.Validity),
    };

    public static V1.Coverage Coverage(Coverage coverage) => new()
    {
        Application = Names.Of(coverage.Application), Covered = coverage.Covered,
        GovernedFrom = coverage.GovernedFrom is { } from ? Times.Of(from) : null,
    };

    public static V1.CheckReason Reason(CheckReason reason) => reason switch
    {
        CheckReason.Held => V1.CheckReason.Allowed,
        CheckReason.Suspended => V1.CheckReason.Suspended,
        CheckReason.Terminated => V1.CheckReason.Terminated,
        CheckReason.NotInForce => V1.CheckReason.NotInForce,
        CheckReason.Void => V1.CheckReason.Void,
        _ => V1.CheckReason.NoGrant,
    };

    public static V1.TimelineEntry Entry(TimelineEntry entry) => new()
    {
        Position = entry.Position,
        RecordedAt = Times.Of(entry.RecordedAt),
        SourceRecordedAt = entry.Import is { } import ? Times.Of(import.SourceRecordedAt) : null,
        Source = entry.Import?.Source ?? "",
        SourceRow = entry.Import?.Row ?? 0,
        What = What(entry.Change),
        Entitlement = entry.Entitlement is { } entitlement ? Names.Of(entitlement) : "",
        GrantId = entry.Grant?.ToString() ?? "",
        Person = entry.Person is { } person ? Names.Of(person.Person) : "",
        Validity = entry.Validity is { } validity ? Times.Of(validity) : entry.At is { } at ? new V1.Validity { From = Times.Of(at) } : null,
        Cause = entry.Cause is { } cause ? Cause(cause) : null,
        Actor = entry.Actor,
    };

    public static V1.Cause Cause(Cause cause) => new() { Kind = (V1.CauseKind)cause.Kind, Reference = cause.Reference ?? "" };

    private static string What(TimelineChange change) => change switch
    {
        TimelineChange.LinkEnded => "link-ended",
        TimelineChange.TerminationWithdrawn => "termination-withdrawn",
        _ => change.ToString().ToLowerInvariant(),
    };
}
