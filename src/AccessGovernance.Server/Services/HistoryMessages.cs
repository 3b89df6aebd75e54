using AccessGovernance.AccessHistory;
using AccessGovernance.Domain;
using AccessGovernance.Server.Requests;
using Google.Protobuf.Collections;
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
        AddGrants(message.Grants, row, visible);
        AddPath(message.Path, row, visible);
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
        AddGrants(message.Grants, row, visible);
        AddPath(message.Path, row, visible);
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
        AddGrants(message.Grants, change.Holding, visible);
        AddPath(message.Path, change.Holding, visible);
        return message;
    }

    public static V1.TrendBucket Bucket(TrendBucket bucket) => new()
    {
        From = Times.Of(bucket.During.From), Until = Times.Of(bucket.During.Until), Holders = bucket.Holders, Grants = bucket.Grants,
        Revocations = bucket.Revocations, Covered = bucket.Covered,
    };

    /// <summary>Adds the grants that a row follows from; those of entitlements that the caller may not see are left out.</summary>
    public static void AddGrants(RepeatedField<V1.GrantEvidence> grants, Holding row, Func<EntitlementId, bool> visible)
    {
        foreach (var grant in row.Grants)
        {
            if (visible(grant.Entitlement))
                grants.Add(Grant(grant));
        }
    }

    /// <summary>Adds the steps from what is granted to what follows, as far as the caller may see them.</summary>
    public static void AddPath(RepeatedField<V1.PathStep> path, Holding row, Func<EntitlementId, bool> visible)
    {
        foreach (var step in row.Path)
        {
            if (visible(step.From) && visible(step.To))
                path.Add(Step(step));
        }
    }

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
