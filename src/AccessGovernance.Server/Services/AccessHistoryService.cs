using System.Globalization;
using AccessGovernance.AccessHistory;
using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Wire;
using AccessGovernance.Server.Requests;
using Grpc.Core;
using RequestPage = AccessGovernance.Server.Requests.Page;

namespace AccessGovernance.Server.Services;

/// <summary>
/// Answers who had access. Authorised by the application that an entitlement has today; rows outside the caller's scope are left out, and
/// the answer says so.
/// </summary>
public sealed partial class AccessHistoryServiceV1(
    HistoryQuestions questions, NodeClock clock, Pages pages, AnswerRoom room, HistoryWatches watches, CallerInterceptor callers)
    : AccessHistoryService.AccessHistoryServiceBase
{
    private const int DefaultPage = 1_000;
    private const int MaxPage = 10_000;
    private const int MaxIdsPage = 100_000;

    private HistoryReader History => questions.History;

    /// <summary>Answers <see cref="AccessHistoryService.AccessHistoryServiceBase.WhoHadAccess"/>, through <see cref="EncodedMethods"/>.</summary>
    public async Task<Encoded<WhoHadAccessResponse>> Who(WhoHadAccessRequest request, ServerCallContext context)
    {
        var id = Names.Entitlement("entitlement", request.Entitlement);
        var layer = ObservedMessages.Layer(request.Layer);
        var page = pages.Open(request, request.PageToken, request.PageSize, DefaultPage, request.IdsOnly ? MaxIdsPage : MaxPage);
        var asked = await questions.Ask(request.ValidAt, request.ValidDuring, request.Knowledge, page.Place, context);
        var caller = CallerInterceptor.CallerOf(context);
        RequireScope(caller, id, layer);
        var answer = layer != AccessHistory.AccessLayer.Entitled ? Plain(LayeredHolders(request, layer, id, asked, (page, caller)))
            : request.IdsOnly ? HolderIds(id, asked, page, caller)
            : Plain(request.NamesOnly && IsOfOneState(asked) && IsOfOneInstant(asked)
                ? HolderNames(id, asked, page, caller)
                : Holders(id, asked, page, caller, request.NamesOnly));
        return answer ?? throw new UnknownResourceException("entitlement", request.Entitlement);
    }

    private static Encoded<WhoHadAccessResponse>? Plain(WhoHadAccessResponse? response) => response is null ? null : new(response, null);

    private WhoHadAccessResponse? Holders(EntitlementId id, Asked asked, RequestPage page, CallerPrincipal caller, bool namesOnly)
    {
        if (History.WhoHadAccess(id, asked.During, asked.Reading, page.OfHistory) is not { } answer)
            return null;
        var ever = asked.Reading.KnownBy == AccessHistory.KnownBy.Ever;
        var response = new WhoHadAccessResponse { Basis = Basis(asked, answer, id, caller) };
        var fitting = room.Fit(answer.Rows, r => HistoryMessages.Holder(r, namesOnly, ever, e => Sees(caller, e)), response.Holders.Add);
        // Every holder is named; what they hold it through may lie outside.
        response.Basis.LimitedToScope = !caller.IsUnscoped;
        response.Basis.Complete = answer.Complete && fitting == answer.Rows.Count;
        response.NextPageToken = response.Basis.Complete ? "" : page.Next(asked.PlaceAfter(answer.Rows[fitting - 1].Identity.Value, id.Value));
        return response;
    }

    public override async Task<WhatDidTheyHoldResponse> WhatDidTheyHold(WhatDidTheyHoldRequest request, ServerCallContext context)
    {
        var caller = CallerInterceptor.CallerOf(context);
        PersonId? person = Names.IsPerson(request.Subject) ? Names.Person("subject", request.Subject) : null;
        var identity = person is null ? Names.Identity("subject", request.Subject) : default;
        var layer = ObservedMessages.Layer(request.Layer);
        var page = pages.Open(request, request.PageToken, request.PageSize, DefaultPage, MaxPage);
        var asked = await questions.Ask(request.ValidAt, request.ValidDuring, request.Knowledge, page.Place, context);
        if (layer != AccessHistory.AccessLayer.Entitled)
            return LayeredHoldings(request, layer, person, asked, (page, caller)) ?? throw new UnknownResourceException("subject", request.Subject);
        if (request.NamesOnly && person is null && IsOfOneState(asked) && IsOfOneInstant(asked))
            return HeldNames(identity, asked, page, caller) ?? throw new UnknownResourceException("subject", request.Subject);
        var answer = (person is { } p
            ? History.WhatDidTheyHold(p, asked.During, asked.Reading, page.OfHistory)
            : History.WhatDidTheyHold(identity, asked.During, asked.Reading, page.OfHistory))
            ?? throw new UnknownResourceException("subject", request.Subject);
        var ever = asked.Reading.KnownBy == AccessHistory.KnownBy.Ever;
        var response = new WhatDidTheyHoldResponse { Basis = Basis(asked, answer, null, caller) };
        HeldAccess? Visible(Holding row) => !Sees(caller, row.Entitlement) ? null : HistoryMessages.Held(
            row, History.ApplicationOf(row.Entitlement, asked.During.From, asked.Reading), request.NamesOnly, ever, e => Sees(caller, e));
        var fitting = room.Fit(answer.Rows, Visible, response.Access.Add);
        response.Basis.LimitedToScope = !caller.IsUnscoped;
        response.Basis.Complete = answer.Complete && fitting == answer.Rows.Count;
        response.NextPageToken = response.Basis.Complete ? ""
            : page.Next(asked.PlaceAfter(answer.Rows[fitting - 1].Entitlement.Value, answer.Rows[fitting - 1].Identity.Value));
        return response;
    }

    public override async Task<GetTimelineResponse> GetTimeline(GetTimelineRequest request, ServerCallContext context)
    {
        var caller = CallerInterceptor.CallerOf(context);
        var id = Names.Identity("identity", request.Identity);
        EntitlementId? only = request.Entitlement.Length == 0 ? null : Names.Entitlement("entitlement", request.Entitlement);
        var page = pages.Open(request, request.PageToken, request.PageSize, DefaultPage, MaxPage);
        var asked = await questions.Ask(null, null, request.Knowledge, page.Place, context);
        if (asked.Reading.KnownBy == AccessHistory.KnownBy.Ever)
            throw new InvalidRequestException("knowledge.ever", "says nothing of a timeline, which has every record anyway");
        if (only is { } entitlement)
            RequireScope(caller, entitlement);
        var after = page.Place is { } place ? long.Parse(place.First, CultureInfo.InvariantCulture) : 0;
        var answer = History.GetTimeline(id, only, asked.Reading, new TimelinePage(after, page.Size))
            ?? throw new UnknownResourceException(only is null || !History.IsRegistered(id, asked.Reading) ? "identity" : "entitlement",
                only is null ? request.Identity : $"{request.Identity} or {request.Entitlement}");
        var response = new GetTimelineResponse { Basis = questions.Basis(asked, true) };
        Api.V1.TimelineEntry? Visible(AccessHistory.TimelineEntry entry) =>
            entry.Entitlement is not { } granted || Sees(caller, granted) ? HistoryMessages.Entry(entry) : null;
        var fitting = room.Fit(answer.Entries, Visible, response.Entries.Add);
        response.Basis.LimitedToScope = !caller.IsUnscoped;
        response.Basis.Complete = answer.Complete && fitting == answer.Entries.Count;
        response.NextPageToken = response.Basis.Complete ? ""
            : page.Next(asked.PlaceAfter(answer.Entries[fitting - 1].Position.ToString(CultureInfo.InvariantCulture), ""));
        return response;
    }

    // By the application that it has today.
    private bool Sees(CallerPrincipal caller, EntitlementId entitlement) =>
        caller.IsUnscoped || caller.Reaches(History.ApplicationOf(entitlement, clock.Now, History.Latest));

    private void RequireScope(CallerPrincipal caller, EntitlementId id)
    {
        if (!caller.IsUnscoped)
            caller.RequireScope(History.ApplicationOf(id, clock.Now, History.Latest), "entitlement");
    }

    private Api.V1.AnswerBasis Basis(Asked asked, HoldingsAnswer answer, EntitlementId? entitlement, CallerPrincipal caller) =>
        Basis(asked, answer.Basis, answer.Complete, entitlement, caller);

    private Api.V1.AnswerBasis Basis(Asked asked, AccessHistory.AnswerBasis found, bool complete, EntitlementId? entitlement, CallerPrincipal caller)
    {
        var basis = questions.Basis(asked, complete);
        var own = entitlement is { } id ? History.ApplicationOf(id, asked.During.From, asked.Reading) : null;
        foreach (var coverage in found.Coverage)
        {
            if (coverage.Application == own)
                basis.Coverage = HistoryMessages.Coverage(coverage);
            if (!coverage.Covered && caller.Reaches(coverage.Application))
                basis.NotKnown.Add(HistoryMessages.Coverage(coverage));
        }
        return basis;
    }
}
