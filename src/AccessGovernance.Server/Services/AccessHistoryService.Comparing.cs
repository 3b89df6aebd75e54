using AccessGovernance.AccessHistory;
using AccessGovernance.Api.V1;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using Grpc.Core;
using AccessChange = AccessGovernance.AccessHistory.AccessChange;

namespace AccessGovernance.Server.Services;

public sealed partial class AccessHistoryServiceV1
{
    private static readonly AccessMoment Present = new();

    public override async Task<CompareAccessResponse> CompareAccess(CompareAccessRequest request, ServerCallContext context)
    {
        var (caller, layer) = (CallerInterceptor.CallerOf(context), ObservedMessages.Layer(request.Layer));
        var scope = ScopeOf(request, caller);
        var page = pages.Open(request, request.PageToken, request.PageSize, DefaultPage, MaxPage);
        var (before, after) = await SidesOf(request, page.Place, context);
        RequireScope(scope, layer, caller);
        if (layer != AccessHistory.AccessLayer.Entitled)
            return LayeredChanges((before, after), layer, scope, (page, caller), context.CancellationToken) ?? throw Unknown(request);
        var answer = History.CompareAccess(Side(before), Side(after), scope, page.OfHistory, context.CancellationToken)
            ?? throw Unknown(request);
        var response = new CompareAccessResponse();
        var fitting = room.Fit(answer.Rows, r => HistoryMessages.Change(r, e => Sees(caller, e)), response.Changes.Add);
        var complete = answer.Complete && fitting == answer.Rows.Count;
        response.Before = Scoped(Basis(before, answer.Before, complete, scope.Entitlement, caller), caller);
        response.After = Scoped(Basis(after, answer.After, complete, scope.Entitlement, caller), caller);
        response.NextPageToken = complete ? "" : page.Next(PlaceAfter(before, after, KeyOf(answer.Rows[fitting - 1])));
        return response;
    }

    private static RowKey KeyOf(AccessChange last) => new(last.Holding.Entitlement.Value, last.Holding.Identity.Value);

    private static UnknownResourceException Unknown(CompareAccessRequest request) =>
        new(FieldOf(request), request.Entitlement + request.Identity + request.Application);

    private ComparedScope ScopeOf(CompareAccessRequest request, CallerPrincipal caller)
    {
        var everything = new ComparedScope { Visible = e => Sees(caller, e) };
        return request.ComparedCase switch
        {
            CompareAccessRequest.ComparedOneofCase.Entitlement => everything with { Entitlement = Names.Entitlement("entitlement", request.Entitlement) },
            CompareAccessRequest.ComparedOneofCase.Identity => everything with { Identity = Names.Identity("identity", request.Identity) },
            CompareAccessRequest.ComparedOneofCase.Application => everything with { Application = Names.Application("application", request.Application) },
            _ => everything,
        };
    }

    private void RequireScope(ComparedScope scope, AccessHistory.AccessLayer layer, CallerPrincipal caller)
    {
        if (scope.Entitlement is { } entitlement)
            RequireScope(caller, entitlement, layer);
        if (scope.Application is { } application)
            caller.RequireScope(application, "application");
    }

    // Both sides are read up to the same end of the history; a page's place keeps the two instants in its period.
    private async ValueTask<(Asked Before, Asked After)> SidesOf(CompareAccessRequest request, PagePlace? place, ServerCallContext context)
    {
        var (first, second) = (request.Before ?? Present, request.After ?? Present);
        RequireOneState("before.knowledge", first.Knowledge, "each side of a comparison");
        RequireOneState("after.knowledge", second.Knowledge, "each side of a comparison");
        if (place is null && first.Equals(second))
            throw new InvalidRequestException("after", "must differ from before, in its instant or in its state of knowledge");
        var before = await questions.Ask("before", first, place is null ? null : At(place.Position, place.From), context);
        var after = await questions.Ask("after", second, place is null ? null : At(place.Position, place.Until), context);
        if (place is null)
            before = await questions.Ask("before", first, At(after.Reading.ReadPosition, InstantOf(first, second, before, after)), context);
        if (before.During.From > after.During.From)
            throw new InvalidRequestException("after.valid_at", $"must not be earlier than the instant of before ({before.During.From})");
        return (before, after);
    }

    // "Now" is one instant for both sides, and what was recorded between the two readings is in neither.
    private static long InstantOf(AccessMoment first, AccessMoment second, Asked before, Asked after) =>
        (first.ValidAt is null && second.ValidAt is null ? after : before).During.From.Milliseconds;

    private static PagePlace At(long position, long instant) => new(position, instant, instant + 1, "", "");

    private static PagePlace PlaceAfter(Asked before, Asked after, RowKey last) => new(
        after.Reading.ReadPosition, before.During.From.Milliseconds, after.During.From.Milliseconds, last.First, last.Second);

    private static ComparedSide Side(Asked asked) => new(asked.During.From, asked.Reading);

    private static string FieldOf(CompareAccessRequest request) => request.ComparedCase switch
    {
        CompareAccessRequest.ComparedOneofCase.Entitlement => "entitlement",
        CompareAccessRequest.ComparedOneofCase.Identity => "identity",
        _ => "application",
    };
}
