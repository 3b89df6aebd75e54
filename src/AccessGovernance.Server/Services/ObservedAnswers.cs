using System.Globalization;
using AccessGovernance.AccessHistory;
using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using AccessLayer = AccessGovernance.AccessHistory.AccessLayer;
using RequestPage = AccessGovernance.Server.Requests.Page;

namespace AccessGovernance.Server.Services;

/// <summary>Answers about the reports of one application, for callers with that application in scope.</summary>
public sealed partial class ObservedAnswers(HistoryQuestions questions, ObservedLogins logins, Pages pages, AnswerRoom room)
{
    private const int DefaultPage = 100;
    private const int MaxPage = 1_000;

    public HistoryQuestions Questions { get; } = questions;

    public async Task<ListSyncsResponse> Syncs(ListSyncsRequest request, CallerPrincipal caller, ServerCallContext context)
    {
        var (application, asked, page) = await Open(request, request.Application, null, (caller, context));
        var skip = page.Place is { } place ? int.Parse(place.First, CultureInfo.InvariantCulture) : 0;
        var answer = Questions.History.GetSyncs(application, asked.Reading, skip, page.Size) ?? throw Unknown(request.Application);
        var response = new ListSyncsResponse();
        var fitting = room.Fit(answer.Rows, ObservedMessages.Sync, response.Syncs.Add);
        response.Basis = Basis(asked, answer.Complete && fitting == answer.Rows.Count, AccessLayer.Observed, answer.Coverage, caller);
        response.NextPageToken = Next(response.Basis, page, asked, () => new((skip + fitting).ToString(CultureInfo.InvariantCulture), ""));
        return response;
    }

    public async Task<ListOrphansResponse> Orphans(ListOrphansRequest request, CallerPrincipal caller, ServerCallContext context)
    {
        var (application, asked, page) = await Open(request, request.Application, request.ValidAt, (caller, context));
        var answer = Questions.History.GetOrphans(application, asked.During.From, asked.Reading, page.OfHistory) ?? throw Unknown(request.Application);
        var named = caller.SeesPersonalData ? await logins.Of(answer.Rows, context.CancellationToken) : new Dictionary<Guid, string>();
        var response = new ListOrphansResponse();
        var fitting = room.Fit(answer.Rows, r => ObservedMessages.Orphan(r, named.GetValueOrDefault(r.Account)), response.Orphans.Add);
        response.Basis = Basis(asked, answer.Complete && fitting == answer.Rows.Count, AccessLayer.Observed, answer.Coverage, caller);
        response.NextPageToken = Next(response.Basis, page, asked, () => new(answer.Rows[fitting - 1].Account.ToString("D"), ""));
        return response;
    }

    public async Task<ListDriftResponse> Drift(ListDriftRequest request, CallerPrincipal caller, ServerCallContext context)
    {
        AccessHistory.DriftKind? only = request.Kind == Api.V1.DriftKind.Unspecified ? null
            : Texts.Enum<Api.V1.DriftKind, AccessHistory.DriftKind>("kind", request.Kind);
        var (application, asked, page) = await Open(request, request.Application, request.ValidAt, (caller, context));
        var answer = Questions.History.GetDrift(new(application, only), asked.During.From, asked.Reading, page.OfHistory, context.CancellationToken)
            ?? throw Unknown(request.Application);
        var response = new ListDriftResponse
        {
            ComparedAt = answer.Coverage is { Covered: true, ReportedAt: { } at } ? Times.Of(at) : null,
        };
        var fitting = room.Fit(answer.Rows, r => ObservedMessages.Drift(r, caller), response.Drift.Add);
        response.Basis = Basis(asked, answer.Complete && fitting == answer.Rows.Count, AccessLayer.Any, answer.Coverage, caller);
        response.Basis.Coverage = answer.Entitled.Count > 0 ? HistoryMessages.Coverage(answer.Entitled[0]) : null;
        response.Basis.NotKnown.Add(answer.Entitled.Where(c => !c.Covered && caller.Reaches(c.Application)).Select(HistoryMessages.Coverage));
        response.NextPageToken = Next(response.Basis, page, asked,
            () => new(answer.Rows[fitting - 1].Entitlement.Value, answer.Rows[fitting - 1].Identity.Value));
        return response;
    }

    // Every question here has these fields under these names.
    private async ValueTask<(AppId Application, Asked Asked, RequestPage Page)> Open<T>(
        T request, string application, Timestamp? at, (CallerPrincipal Caller, ServerCallContext Call) by)
        where T : IMessage
    {
        var id = Names.Application("application", application);
        by.Caller.RequireScope(id, "application");
        TField Field<TField>(string name) => (TField)request.Descriptor.FindFieldByName(name).Accessor.GetValue(request);
        var page = pages.Open(request, Field<string>("page_token"), Field<int>("page_size"), DefaultPage, MaxPage);
        var asked = await Questions.Ask(at, null, Field<Api.V1.Knowledge?>("knowledge"), page.Place, by.Call);
        ObservedMessages.RequireOneState(asked);
        return (id, asked, page);
    }

    private Api.V1.AnswerBasis Basis(
        Asked asked, bool complete, AccessLayer layer, AccessHistory.ObservedCoverage coverage, CallerPrincipal caller) =>
        Questions.Basis(asked, complete).About(layer, [coverage], caller);

    private static string Next(Api.V1.AnswerBasis basis, RequestPage page, Asked asked, Func<RowKey> last) =>
        basis.Complete ? "" : page.Next(asked.PlaceAfter(last().First, last().Second));

    private static UnknownResourceException Unknown(string application) => new("application", application);
}
