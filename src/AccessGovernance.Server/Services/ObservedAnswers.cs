using System.Globalization;
using AccessGovernance.AccessHistory;
using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using Grpc.Core;
using AccessLayer = AccessGovernance.AccessHistory.AccessLayer;
using HistoryPage = AccessGovernance.AccessHistory.Page;
using RequestPage = AccessGovernance.Server.Requests.Page;

namespace AccessGovernance.Server.Services;

/// <summary>Answers about the reports of one application, for callers with that application in scope.</summary>
public sealed class ObservedAnswers(HistoryQuestions questions, ObservedLogins logins, Pages pages, AnswerRoom room)
{
    private const int DefaultPage = 100;
    private const int MaxPage = 1_000;

    public HistoryQuestions Questions { get; } = questions;

    public async Task<ListSyncsResponse> Syncs(ListSyncsRequest request, CallerPrincipal caller, ServerCallContext context)
    {
        var application = InScope(request.Application, caller);
        var page = pages.Open(request, request.PageToken, request.PageSize, DefaultPage, MaxPage);
        var asked = await Ask(null, request.Knowledge, page, context);
        var skip = page.Place is { } place ? int.Parse(place.First, CultureInfo.InvariantCulture) : 0;
        var answer = Questions.History.GetSyncs(application, asked.Reading, skip, page.Size) ?? throw Unknown(request.Application);
        var response = new ListSyncsResponse();
        var fitting = room.Fit(answer.Rows, ObservedMessages.Sync, response.Syncs.Add);
        response.Basis = Basis(asked, answer.Complete && fitting == answer.Rows.Count, AccessLayer.Observed, answer.Coverage, caller);
        response.NextPageToken = response.Basis.Complete ? ""
            : page.Next(asked.PlaceAfter((skip + fitting).ToString(CultureInfo.InvariantCulture), ""));
        return response;
    }

    public async Task<ListOrphansResponse> Orphans(ListOrphansRequest request, CallerPrincipal caller, ServerCallContext context)
    {
        var application = InScope(request.Application, caller);
        var page = pages.Open(request, request.PageToken, request.PageSize, DefaultPage, MaxPage);
        var asked = await Ask(request.ValidAt, request.Knowledge, page, context);
        var answer = Questions.History.GetOrphans(application, asked.During.From, asked.Reading, PageOf(page)) ?? throw Unknown(request.Application);
        var named = caller.SeesPersonalData ? await logins.Of(answer.Rows, context.CancellationToken) : new Dictionary<Guid, string>();
        var response = new ListOrphansResponse();
        var fitting = room.Fit(answer.Rows, r => ObservedMessages.Orphan(r, named.GetValueOrDefault(r.Account)), response.Orphans.Add);
        response.Basis = Basis(asked, answer.Complete && fitting == answer.Rows.Count, AccessLayer.Observed, answer.Coverage, caller);
        response.NextPageToken = response.Basis.Complete ? "" : page.Next(asked.PlaceAfter(answer.Rows[fitting - 1].Account.ToString("D"), ""));
        return response;
    }

    public async Task<ListDriftResponse> Drift(ListDriftRequest request, CallerPrincipal caller, ServerCallContext context)
    {
        var application = InScope(request.Application, caller);
        AccessHistory.DriftKind? only = request.Kind == Api.V1.DriftKind.Unspecified ? null
            : Texts.Enum<Api.V1.DriftKind, AccessHistory.DriftKind>("kind", request.Kind);
        var page = pages.Open(request, request.PageToken, request.PageSize, DefaultPage, MaxPage);
        var asked = await Ask(request.ValidAt, request.Knowledge, page, context);
        var answer = Questions.History.GetDrift(application, only, asked.During.From, asked.Reading, PageOf(page)) ?? throw Unknown(request.Application);
        var response = new ListDriftResponse
        {
            ComparedAt = answer.Coverage is { Covered: true, ReportedAt: { } at } ? Times.Of(at) : null,
        };
        var fitting = room.Fit(answer.Rows, r => ObservedMessages.Drift(r, caller), response.Drift.Add);
        response.Basis = Basis(asked, answer.Complete && fitting == answer.Rows.Count, AccessLayer.Any, answer.Coverage, caller);
        response.Basis.Coverage = answer.Entitled.Count > 0 ? HistoryMessages.Coverage(answer.Entitled[0]) : null;
        response.Basis.NotKnown.Add(answer.Entitled.Where(c => !c.Covered && caller.Reaches(c.Application)).Select(HistoryMessages.Coverage));
        response.NextPageToken = response.Basis.Complete ? ""
            : page.Next(asked.PlaceAfter(answer.Rows[fitting - 1].Entitlement.Value, answer.Rows[fitting - 1].Identity.Value));
        return response;
    }

    private async ValueTask<Asked> Ask(
        Google.Protobuf.WellKnownTypes.Timestamp? at, Api.V1.Knowledge? knowledge, RequestPage page, ServerCallContext context)
    {
        var asked = await Questions.Ask(at, null, knowledge, page.Place, context);
        ObservedMessages.RequireOneState(asked);
        return asked;
    }

    private Api.V1.AnswerBasis Basis(
        Asked asked, bool complete, AccessLayer layer, AccessHistory.ObservedCoverage coverage, CallerPrincipal caller) =>
        Questions.Basis(asked, complete).About(layer, [coverage], caller);

    private static AppId InScope(string name, CallerPrincipal caller)
    {
        var application = Names.Application("application", name);
        caller.RequireScope(application, "application");
        return application;
    }

    private static HistoryPage PageOf(RequestPage page) =>
        new(page.Place is { } place ? new RowKey(place.First, place.Second) : null, page.Size);

    private static UnknownResourceException Unknown(string application) => new("application", application);
}
