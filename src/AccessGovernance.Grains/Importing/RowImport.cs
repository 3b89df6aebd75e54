using AccessGovernance.Domain;
using AccessGovernance.Domain.Conferrals;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Identities;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;
using AccessGovernance.Grains.Identities;

namespace AccessGovernance.Grains.Importing;

/// <summary>Decides one row on the session's states and adds what it records to the session.</summary>
internal sealed class RowImport(
    ImportSession session, ImportBlock block, HistoryRow row, Func<EntitlementId, CancellationToken, ValueTask<bool>> holdsOwn)
{
    // All columns but the row's number: halves, wholes and repeats of a file agree on it.
    private readonly RequestId request = RequestIds.Derive("import-row", block.Source, row.RecordedAt.ToString(), row.EffectiveAt.ToString(),
        row.Operation.ToString(), row.Relation.ToString(), row.Subject, row.Object);

    public async ValueTask<(Refusal? Refusal, bool Repeated)> Decide(Instant last, DecisionContext context, CancellationToken cancellation)
    {
        Aggregate subject = row.Relation == RowRelation.Holds
            ? await session.Identity(new(row.Subject), cancellation)
            : await session.Graph(cancellation);
        if (subject.Requests.Find(request) is not null)
            return (null, true);
        if (row.RecordedAt > context.Now)
            return (new(RefusalReason.SourceTimeInFuture, "recorded_at", "the source's recording time lies in the future"), false);
        if (row.RecordedAt < last)
            return (new(RefusalReason.SourceTimeDecreasing, "recorded_at", $"the source has recorded up to {last} already"), false);
        var refusal = subject is Identity identity
            ? await DecideGrant(identity, context, cancellation)
            : await DecideConferral((ConferralGraph)subject, context, cancellation);
        return (refusal, false);
    }

    private async ValueTask<Refusal?> DecideGrant(Identity identity, DecisionContext context, CancellationToken cancellation)
    {
        var (id, entitlementId) = (new IdentityId(row.Subject), new EntitlementId(row.Object));
        var entitlement = await session.Entitlement(entitlementId, cancellation);
        if (identity.IsOwnOf(context.Caller, id, context.Now))
            return new(RefusalReason.OwnAccess, "subject", "nobody decides about their own access");
        using var undo = session.Register(row, request);
        undo.Register(identity, id);
        undo.Define(entitlement, entitlementId);
        IdentityCommand command = row.Operation == RowOperation.Add
            ? new ImportGrant(DerivedIds.Grant(id, request), entitlementId, row.EffectiveAt, block.Source)
            : new ImportGrantEnd(entitlementId, row.EffectiveAt, block.Source);
        var decision = identity.Decide(command, context);
        if (decision.Refusal is { } refusal)
            return refusal;
        if (decision.Events is [AccessGranted granted])
        {
            var admitted = entitlement.Decide(new AdmitGrant(granted.Grant, id, granted.Validity), context);
            if (admitted.Refusal is { } full)
                return full;
            undo.Record(StreamNames.Of(entitlementId), entitlement, admitted.Events);
        }
        undo.Record(StreamNames.Of(id), identity, decision.Events);
        if (decision.Events is [var only] && SeatClaim.Of(only, identity) is { Opens: false } ended)
        {
            var settled = entitlement.Decide(new SettleSeat(ended.Grant, identity.ValidityOf(ended.Grant, context.Now)), context);
            undo.Record(StreamNames.Of(entitlementId), entitlement, settled.Events);
        }
        undo.Keep();
        return null;
    }

    private async ValueTask<Refusal?> DecideConferral(ConferralGraph graph, DecisionContext context, CancellationToken cancellation)
    {
        var (fromId, toId) = (new EntitlementId(row.Subject), new EntitlementId(row.Object));
        var from = await session.Entitlement(fromId, cancellation);
        var to = await session.Entitlement(toId, cancellation);
        if (await holdsOwn(fromId, cancellation))
            return new(RefusalReason.OwnAccess, "subject", "the caller's own person holds it, and nobody decides about their own access");
        using var undo = session.Register(row, request);
        undo.Define(from, fromId);
        undo.Define(to, toId);
        ConferralCommand command = row.Operation == RowOperation.Add
            ? new ImportConferral(DerivedIds.Conferral(request), fromId, toId, row.EffectiveAt, block.Source)
            : new ImportConferralEnd(fromId, toId, row.EffectiveAt, block.Source);
        var decision = graph.Decide(command, context);
        if (decision.Refusal is { } refusal)
            return refusal;
        var now = context.Now;
        if (decision.Events is [ConferralAdded added] && ConferralEnds.Check(from.Facts(now), to.Facts(now), added.Validity, now) is { } end)
            return end;
        undo.Record(StreamNames.Conferrals, graph, decision.Events);
        undo.Keep();
        return null;
    }
}
