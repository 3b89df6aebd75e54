using AccessGovernance.AccessHistory;
using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.Server.Authentication;
using Grpc.Core;
using AccessLayer = AccessGovernance.AccessHistory.AccessLayer;
using RequestPage = AccessGovernance.Server.Requests.Page;

namespace AccessGovernance.Server.Services;

/// <summary>What differs and how it went, of what target systems reported, alone or beside what was decided.</summary>
public sealed partial class AccessHistoryServiceV1
{
    private CompareAccessResponse? LayeredChanges(
        (Asked Before, Asked After) asked, AccessLayer layer, ComparedScope scope, (RequestPage Page, CallerPrincipal Caller) by,
        CancellationToken cancellation)
    {
        var ((before, after), (page, caller)) = (asked, by);
        if (History.CompareAccessIn(Within(layer, caller), Side(before), Side(after), scope, page.OfHistory, cancellation) is not { } answer)
            return null;
        var response = new CompareAccessResponse();
        var fitting = room.Fit(answer.Rows, r => ObservedMessages.Change(r, e => Sees(caller, e), caller), response.Changes.Add);
        var complete = answer.Complete && fitting == answer.Rows.Count;
        response.Before = Basis(before, answer.Before.Decided, complete, scope.Entitlement, caller).About(layer, answer.Before.Coverage, caller);
        response.After = Basis(after, answer.After.Decided, complete, scope.Entitlement, caller).About(layer, answer.After.Coverage, caller);
        response.NextPageToken = complete ? "" : page.Next(PlaceAfter(before, after, KeyOf(answer.Rows[fitting - 1])));
        return response;
    }

    private GetTrendResponse? LayeredBuckets(
        (EntitlementId? Entitlement, AppId? Application) about, AccessLayer layer, IReadOnlyList<Period> buckets, Asked asked, ServerCallContext context)
    {
        var caller = CallerInterceptor.CallerOf(context);
        if (LayeredTrendOf(about, Within(layer, caller), buckets, asked, context) is not { } answer)
            return null;
        var response = new GetTrendResponse { Basis = Basis(asked, answer.Basis, true, about.Entitlement, caller).About(layer, answer.Coverage, caller) };
        response.Buckets.Add(answer.Buckets.Select(b => ObservedMessages.Bucket(b, layer)));
        return response;
    }

    private LayeredTrend? LayeredTrendOf(
        (EntitlementId? Entitlement, AppId? Application) about, AskedLayer layer, IReadOnlyList<Period> buckets, Asked asked, ServerCallContext context)
    {
        var caller = CallerInterceptor.CallerOf(context);
        if (about.Entitlement is { } entitlement)
        {
            RequireScope(caller, entitlement, layer.Layer);
            return History.GetTrendIn(layer, entitlement, buckets, asked.Reading);
        }
        caller.RequireScope(about.Application!.Value, "application");
        return History.GetTrendIn(layer.Layer, about.Application.Value, buckets, asked.Reading, e => Sees(caller, e), context.CancellationToken);
    }

    private static RowKey KeyOf(LayeredChange last) => new(last.Entitlement.Value, last.Holder);
}
