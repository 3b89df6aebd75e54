using AccessGovernance.AccessHistory;
using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using AccessLayer = AccessGovernance.AccessHistory.AccessLayer;
using RequestPage = AccessGovernance.Server.Requests.Page;

namespace AccessGovernance.Server.Services;

/// <summary>Answers about what target systems reported, alone or beside what was decided.</summary>
public sealed partial class AccessHistoryServiceV1
{
    private WhoHadAccessResponse? LayeredHolders(
        WhoHadAccessRequest request, AccessLayer layer, EntitlementId id, Asked asked, (RequestPage Page, CallerPrincipal Caller) by)
    {
        var (page, caller) = by;
        if (request.IdsOnly)
            throw new InvalidRequestException("ids_only", "is for the entitled layer; with another, use names_only");
        ObservedMessages.RequireOneState(asked);
        if (History.WhoHadAccessIn(Within(layer, caller), id, asked.During, asked.Reading, page.OfHistory) is not { } answer)
            return null;
        var response = new WhoHadAccessResponse();
        var fitting = room.Fit(
            answer.Rows, r => ObservedMessages.Holder(r, request.NamesOnly, e => Sees(caller, e), caller), response.Holders.Add);
        var complete = answer.Complete && fitting == answer.Rows.Count;
        response.Basis = Basis(asked, answer.Basis, complete, id, caller).About(layer, answer.Coverage, caller);
        response.NextPageToken = complete ? "" : page.Next(asked.PlaceAfter(answer.Rows[fitting - 1].Holder, id.Value));
        return response;
    }

    private CountHoldersResponse? LayeredCount(EntitlementId id, AccessLayer layer, Asked asked, CallerPrincipal caller)
    {
        ObservedMessages.RequireOneState(asked);
        return History.CountHoldersIn(Within(layer, caller), id, asked.During, asked.Reading) is not { } count ? null : new()
        {
            Identities = count.Identities, Entitled = count.Entitled, Observed = count.Observed, Accounts = count.Accounts,
            Basis = Scoped(Basis(asked, count.Basis, true, id, caller), caller).About(layer, count.Coverage, caller),
        };
    }

    private WhatDidTheyHoldResponse? LayeredHoldings(
        WhatDidTheyHoldRequest request, AccessLayer layer, PersonId? person, Asked asked, (RequestPage Page, CallerPrincipal Caller) by)
    {
        var (page, caller) = by;
        ObservedMessages.RequireOneState(asked);
        var within = Within(layer, caller);
        var answer = person is { } p
            ? History.WhatDidTheyHoldIn(within, p, asked.During, asked.Reading, page.OfHistory)
            : History.WhatDidTheyHoldIn(within, Names.Identity("subject", request.Subject), asked.During, asked.Reading, page.OfHistory);
        if (answer is null)
            return null;
        var response = new WhatDidTheyHoldResponse();
        HeldAccess? Visible(LayeredHolding row) => !SeesAny(caller, row) ? null : ObservedMessages.Held(row,
            History.ApplicationOf(row.Entitlement, asked.During.From, asked.Reading), request.NamesOnly, e => Sees(caller, e), caller);
        var fitting = room.Fit(answer.Rows, Visible, response.Access.Add);
        var complete = answer.Complete && fitting == answer.Rows.Count;
        response.Basis = Basis(asked, answer.Basis, complete, null, caller).About(layer, answer.Coverage, caller);
        response.NextPageToken = complete ? ""
            : page.Next(asked.PlaceAfter(answer.Rows[fitting - 1].Entitlement.Value, answer.Rows[fitting - 1].Holder));
        return response;
    }

    // What is not defined belongs to the applications that reported it.
    private bool SeesAny(CallerPrincipal caller, LayeredHolding row) => Sees(caller, row.Entitlement)
        || (row.Entitled is null && !History.IsDefined(row.Entitlement, History.Latest)
            && row.Observed!.Observations.Any(o => caller.Reaches(o.Application)));

    // What nobody defined belongs to whoever reports it: to callers who do not reach that application, it says nothing.
    private static AskedLayer Within(AccessLayer layer, CallerPrincipal caller) =>
        new(layer, caller.IsUnscoped ? null : application => caller.Reaches(application));

    private void RequireScope(CallerPrincipal caller, EntitlementId id, AccessLayer layer)
    {
        if (layer == AccessLayer.Entitled || !IsReported(caller, id))
            RequireScope(caller, id);
    }

    // Never defined, and reported by an application that the caller reaches.
    private bool IsReported(CallerPrincipal caller, EntitlementId id) =>
        !History.IsDefined(id, History.Latest) && History.ReportersOf(id, History.Latest).Any(a => caller.Reaches(a));

    private static CheckAccessResponse WithObserved(CheckAccessResponse response, AccessLayer layer, SeenAnswer seen, CallerPrincipal caller)
    {
        response.Observed = seen.Held;
        response.Basis.About(layer, seen.Coverage, caller);
        return response;
    }
}
