using AccessGovernance.Domain;
using AccessGovernance.Server.Requests;
using Grpc.Core;

namespace AccessGovernance.Server.Services;

/// <summary>
/// Nobody decides about their own access: what an entitlement confers is not for its holders to change. Judged as of everything recorded
/// before the question, for now and later.
/// </summary>
public sealed class OwnHoldings(HistoryQuestions questions, DirectoryQuestions directory, NodeClock clock)
{
    /// <exception cref="RefusedException">The caller, or an identity that shares a person with it, holds the entitlement.</exception>
    public async ValueTask RequireNone(Caller caller, EntitlementId entitlement, string field, ServerCallContext context)
    {
        if (await Any(caller, entitlement, context))
            throw new RefusedException(new(RefusalReason.OwnAccess, field, "the caller's own person holds it, and nobody decides about their own access"));
    }

    /// <summary>The same of everything in an application.</summary>
    /// <exception cref="RefusedException">The caller, or an identity that shares a person with it, holds something there.</exception>
    public async ValueTask RequireNoneIn(Caller caller, AppId application, string field, ServerCallContext context)
    {
        if (caller.Identity is not { } identity)
            return;
        var (latest, now, known) = (await questions.Latest(context), clock.Now, (await directory.Read("", context)).Directory);
        var identities = caller.OwnPersons.SelectMany(p => questions.History.IdentitiesOf(p, now, latest)).Concat(caller.IssuedThrough).Prepend(identity);
        var held = identities.Distinct().SelectMany(i => questions.History.WhatDidTheyHold(i, Period.Since(now), latest, AccessHistory.Page.All)?.Rows ?? []);
        if (held.Any(h => known.FactsOf(h.Entitlement, now)?.Application == application))
            throw new RefusedException(new(RefusalReason.OwnAccess, field, "the caller's own person holds access there, and owners review it"));
    }

    /// <summary>Whether the caller, or an identity that shares a person with it, holds the entitlement now or later.</summary>
    public async ValueTask<bool> Any(Caller caller, EntitlementId entitlement, ServerCallContext context)
    {
        if (caller.Identity is not { } identity)
            return false;
        var (latest, now) = (await questions.Latest(context), clock.Now);
        return caller.IssuedThrough.Prepend(identity).Any(i =>
                questions.History.CheckAccess(i, entitlement, Period.Since(now), latest, explain: false) is { IsOnRecord: true })
            || questions.History.AnyHolds(caller.OwnPersons, entitlement, now, latest);
    }
}
