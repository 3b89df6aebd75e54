using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using Grpc.Core;
using AccessLayer = AccessGovernance.AccessHistory.AccessLayer;

namespace AccessGovernance.Server.Services;

public sealed partial class ObservedAnswers
{
    public async Task<GetExposureResponse> Exposure(GetExposureRequest request, CallerPrincipal caller, ServerCallContext context)
    {
        var identity = Names.Identity("identity", request.Identity);
        Instant? from = request.Since is { } given ? Times.Parse("since", given) : null;
        if (request.Until is { } last)
            Times.Parse("until", last);
        var page = pages.Open(request, request.PageToken, request.PageSize, DefaultPage, MaxPage);
        var asked = await Questions.Ask(request.Until, null, request.Knowledge, page.Place, context);
        ObservedMessages.RequireOneState(asked);
        if (asked.Reading.KnownBy != AccessHistory.KnownBy.Ours)
            throw new InvalidRequestException("knowledge.known_by", "must be KNOWN_BY_OURS: lateness goes by our clock");
        var until = asked.During.From;
        var answer = Questions.History.GetExposure(new(identity, from, until), asked.Reading, page.OfHistory, context.CancellationToken)
            ?? throw new UnknownResourceException("identity", request.Identity);
        if (answer.Since is not { } since)
            throw new InvalidRequestException("since", "must be given: no termination of the identity is known");
        if (until <= since)
            throw new InvalidRequestException("until", $"must be later than since ({since})");
        var response = new GetExposureResponse { Since = Times.Of(since) };
        var fitting = room.Fit(answer.Rows, r => caller.IsUnscoped || caller.Reaches(r.Application) ? ObservedMessages.Exposure(r) : null,
            response.Exposures.Add);
        response.Basis = Questions.Basis(asked, answer.Complete && fitting == answer.Rows.Count).About(AccessLayer.Any, answer.Coverage, caller);
        response.NextPageToken = Next(response.Basis, page, asked,
            () => new(answer.Rows[fitting - 1].Entitlement.Value, answer.Rows[fitting - 1].Application?.Value ?? ""));
        return response;
    }
}
