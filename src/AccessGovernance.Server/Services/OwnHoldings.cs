using AccessGovernance.AccessHistory;
using AccessGovernance.Domain;
using AccessGovernance.EventLog;
using AccessGovernance.Server.Requests;
using Grpc.Core;

namespace AccessGovernance.Server.Services;

/// <summary>
/// Nobody decides about their own access: what an entitlement confers is not for its holders to change. Judged as of everything recorded
/// before the question, for now and later.
/// </summary>
public sealed class OwnHoldings(IEventLog log, Projector projector, HistoryReader history, NodeClock clock)
{
    /// <exception cref="RefusedException">The caller, or an identity that shares a person with it, holds the entitlement.</exception>
    public async ValueTask RequireNone(Caller caller, EntitlementId entitlement, ServerCallContext context)
    {
        if (caller.Identity is not { } identity)
            return;
        await Waiting.For(projector.WaitFor, log.Head.Position, () => projector.Head.Position, context);
        var (now, latest) = (clock.Now, history.Latest);
        var holds = history.CheckAccess(identity, entitlement, Period.Since(now), latest)?.Holding is not null
            || history.AnyHolds(caller.Persons, entitlement, now, latest);
        if (holds)
            throw new RefusedException(new(RefusalReason.OwnAccess, "from", "the caller's own person holds it, and nobody decides about their own access"));
    }
}
