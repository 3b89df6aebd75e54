using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Wire;
using AccessGovernance.Server.Requests;
using Page = AccessGovernance.Server.Requests.Page;

namespace AccessGovernance.Server.Services;

/// <summary>Answers that name holders and say nothing of why: no row is built of the access itself.</summary>
public sealed partial class AccessHistoryServiceV1
{
    private static bool IsOfOneState(Asked asked) => asked.Reading.KnownBy != AccessHistory.KnownBy.Ever;

    private static bool IsOfOneInstant(Asked asked) => asked.During == Period.At(asked.During.From);

    /// <summary>The ids alone.</summary>
    private Encoded<WhoHadAccessResponse>? HolderIds(EntitlementId id, Asked asked, Page page, CallerPrincipal caller)
    {
        if (!IsOfOneState(asked))
            throw new InvalidRequestException("ids_only", "cannot tell states of knowledge apart; with knowledge.ever, use names_only");
        if (History.PageOfHolders(id, asked.During, asked.Reading, page.OfHistory) is not var (found, complete))
            return null;
        var (fitting, size) = room.FitIds(found.Ids);
        var ids = fitting == found.Ids.Count ? found.Ids : found.Ids.First(fitting);
        complete &= fitting == found.Ids.Count;
        var response = new WhoHadAccessResponse
        {
            Basis = Scoped(Basis(asked, found.Basis, complete, id, caller), caller),
            NextPageToken = complete ? "" : page.Next(asked.PlaceAfter(ids[^1].Value, id.Value)),
        };
        return new(response, new EncodedIds(WhoHadAccessResponse.IdsFieldNumber, ids, size));
    }

    /// <summary>Names and states at one instant.</summary>
    private WhoHadAccessResponse? HolderNames(EntitlementId id, Asked asked, Page page, CallerPrincipal caller)
    {
        if (History.NamesOf(id, asked.During.From, asked.Reading, page.OfHistory) is not { } found)
            return null;
        var response = new WhoHadAccessResponse();
        var fitting = room.Fit(found.Rows, HistoryMessages.Holder, response.Holders.Add);
        var complete = found.Complete && fitting == found.Rows.Count;
        response.Basis = Scoped(Basis(asked, found.Basis, complete, id, caller), caller);
        response.NextPageToken = complete ? "" : page.Next(asked.PlaceAfter(found.Rows[fitting - 1].Identity.Value, id.Value));
        return response;
    }

    /// <summary>What one identity held at one instant.</summary>
    private WhatDidTheyHoldResponse? HeldNames(IdentityId id, Asked asked, Page page, CallerPrincipal caller)
    {
        var at = asked.During.From;
        if (History.NamesHeldBy(id, at, asked.Reading, page.OfHistory) is not { } found)
            return null;
        var (response, identity, state) = (new WhatDidTheyHoldResponse(), Names.Of(id), (AccessState)found.State);
        HeldAccess? Visible(string name)
        {
            var entitlement = new EntitlementId(name);
            if (!Sees(caller, entitlement))
                return null;
            var application = History.ApplicationOf(entitlement, at, asked.Reading);
            return new() { Entitlement = Names.Of(entitlement), Identity = identity, State = state, Application = application is { } app ? Names.Of(app) : "" };
        }
        var fitting = room.Fit(found.Entitlements, Visible, response.Access.Add);
        var complete = found.Complete && fitting == found.Entitlements.Count;
        response.Basis = Scoped(Basis(asked, found.Basis, complete, null, caller), caller);
        response.NextPageToken = complete ? "" : page.Next(asked.PlaceAfter(found.Entitlements[fitting - 1], id.Value));
        return response;
    }
}
