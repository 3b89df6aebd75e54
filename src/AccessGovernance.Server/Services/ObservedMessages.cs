using AccessGovernance.AccessHistory;
using AccessGovernance.Domain;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using V1 = AccessGovernance.Api.V1;

namespace AccessGovernance.Server.Services;

/// <summary>What was observed, as messages of the API.</summary>
internal static class ObservedMessages
{
    /// <summary>The layer that a question names; entitled where it names none.</summary>
    public static AccessLayer Layer(V1.AccessLayer layer) =>
        layer == V1.AccessLayer.Unspecified ? AccessLayer.Entitled : Texts.Enum<V1.AccessLayer, AccessLayer>("layer", layer);

    /// <exception cref="InvalidRequestException">More than one state of knowledge is asked for.</exception>
    public static void RequireOneState(Asked asked)
    {
        if (asked.Reading.KnownBy == KnownBy.Ever)
            throw new InvalidRequestException("knowledge.ever", "says nothing of what was observed, which is never corrected");
    }

    /// <summary>Marks an answer as one about a layer, and says how far its reports reach.</summary>
    public static V1.AnswerBasis About(this V1.AnswerBasis basis, AccessLayer layer, IEnumerable<ObservedCoverage> coverage, CallerPrincipal caller)
    {
        basis.Layer = layer switch { AccessLayer.Observed => "observed", AccessLayer.Any => "any", _ => "entitled" };
        basis.Observed.Add(coverage.Where(c => caller.Reaches(c.Application)).Select(Coverage));
        basis.LimitedToScope = !caller.IsUnscoped;
        return basis;
    }

    /// <returns>Null for an orphan that nothing in the caller's scope reported.</returns>
    public static V1.Holder? Holder(LayeredHolding row, bool namesOnly, Func<EntitlementId, bool> visible, CallerPrincipal caller)
    {
        var message = row.Entitled is { } entitled ? HistoryMessages.Holder(entitled, namesOnly, false, visible) : new V1.Holder();
        if (row.Observed is not { } seen)
            return message;
        message.Identity = seen.Identity is { } identity ? Names.Of(identity) : "";
        // Without the account, an orphan would be no row at all.
        if (!namesOnly || seen.Identity is null)
            message.Observations.Add(Observations(seen, caller));
        if (seen.Identity is null && message.Observations.Count == 0)
            return null;
        message.ObservedSpans.Add(seen.Spans.Select(Times.Of));
        return message;
    }

    public static V1.HeldAccess Held(
        LayeredHolding row, AppId? application, bool namesOnly, Func<EntitlementId, bool> visible, CallerPrincipal caller)
    {
        var message = row.Entitled is { } entitled
            ? HistoryMessages.Held(entitled, application, namesOnly, false, visible)
            : new V1.HeldAccess { Entitlement = Names.Of(row.Entitlement), Application = application is { } app ? Names.Of(app) : "" };
        if (row.Observed is not { } seen)
            return message;
        message.Identity = Names.Of(seen.Identity!.Value);
        if (!namesOnly)
            message.Observations.Add(Observations(seen, caller));
        message.ObservedSpans.Add(seen.Spans.Select(Times.Of));
        return message;
    }

    /// <returns>Null for an account of nobody known that nothing in the caller's scope reported.</returns>
    public static V1.AccessChange? Change(LayeredChange row, Func<EntitlementId, bool> visible, CallerPrincipal caller)
    {
        var message = row.Decided is { } decided ? HistoryMessages.Change(decided, visible) : new V1.AccessChange();
        message.Entitlement = Names.Of(row.Entitlement);
        message.Application = row.Application is { } application && caller.Reaches(application) ? Names.Of(application) : "";
        if (row.Observed is not { Holding: var seen } change)
            return message;
        message.Identity = seen.Identity is { } identity ? Names.Of(identity) : "";
        message.ObservedDifference = (V1.AccessDifference)change.Difference;
        message.Observations.Add(Observations(seen, caller));
        return seen.Identity is null && message.Observations.Count == 0 ? null : message;
    }

    public static V1.TrendBucket Bucket(LayeredBucket bucket, AccessLayer layer)
    {
        var message = HistoryMessages.Bucket(bucket.Decided);
        if (layer == AccessLayer.Observed)
            (message.Grants, message.Revocations) = (0, 0);
        (message.Holders, message.Entitled, message.Observed) = (bucket.Identities, bucket.Entitled, bucket.Observed);
        (message.Accounts, message.ObservedCovered) = (bucket.Accounts, bucket.Reported);
        return message;
    }

    public static V1.Drift Drift(Drift row, CallerPrincipal caller)
    {
        var message = new V1.Drift { Kind = (V1.DriftKind)row.Kind, Identity = Names.Of(row.Identity), Entitlement = Names.Of(row.Entitlement) };
        if (row.Observed is { } seen)
            message.Observations.Add(Observations(seen, caller));
        return message;
    }

    public static V1.Orphan Orphan(Orphan row, string? login)
    {
        var message = new V1.Orphan
        {
            Account = row.Account.ToString("D"), Login = login ?? "", Validity = Times.Of(row.Validity),
            LastUsed = row.LastUsed is { } used ? Times.Of(used) : null,
        };
        message.Holds.Add(row.Holds.Select(Names.Of));
        return message;
    }

    public static V1.Exposure Exposure(Exposure row)
    {
        var message = new V1.Exposure
        {
            Entitlement = Names.Of(row.Entitlement), Application = row.Application is { } application ? Names.Of(application) : "",
            Entitled = row.EntitledUntil is not null, EntitledUntil = Ending(row.EntitledUntil),
            Observed = row.ObservedUntil is not null, ObservedUntil = Ending(row.ObservedUntil), ToldAt = Ending(row.ToldAt),
        };
        message.LateBySource.Add(row.LateBySource.Select(Times.Of));
        message.LateByUs.Add(row.LateByUs.Select(Times.Of));
        message.NotKnown.Add(row.NotKnown.Select(Times.Of));
        return message;
    }

    private static Google.Protobuf.WellKnownTypes.Timestamp? Ending(Instant? at) => at is { } known ? Times.Of(known) : null;

    public static V1.Sync Sync(SyncRecord sync) => new()
    {
        SyncId = sync.Sync.ToString("D"), Kind = (V1.SyncKind)sync.Kind, TakenAt = Times.Of(sync.TakenAt), RecordedAt = Times.Of(sync.RecordedAt),
        Outcome = (V1.SyncOutcome)(sync.Outcome ?? 0), Accounts = sync.Accounts, Holdings = sync.Holdings, Refused = sync.Refused,
        Reason = sync.Reason ?? "",
    };

    private static IEnumerable<V1.Observation> Observations(ObservedHolding seen, CallerPrincipal caller) =>
        seen.Observations.Where(o => caller.Reaches(o.Application)).Select(o => new V1.Observation
        {
            Application = Names.Of(o.Application), Account = o.Account.ToString("D"), Entitlement = Names.Of(o.Entitlement),
            Validity = Times.Of(o.Validity), LastUsed = o.LastUsed is { } used ? Times.Of(used) : null, Position = o.RecordedAt,
        });

    private static V1.ObservedCoverage Coverage(ObservedCoverage coverage) => new()
    {
        Application = Names.Of(coverage.Application), Covered = coverage.Covered,
        ObservedFrom = coverage.ObservedFrom is { } from ? Times.Of(from) : null,
        ReportedAt = coverage.ReportedAt is { } at ? Times.Of(at) : null,
    };
}
