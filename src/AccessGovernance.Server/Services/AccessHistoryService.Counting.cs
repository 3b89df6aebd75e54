using AccessGovernance.AccessHistory;
using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using Grpc.Core;
using TrendStep = AccessGovernance.AccessHistory.TrendStep;

namespace AccessGovernance.Server.Services;

public sealed partial class AccessHistoryServiceV1
{
    private const int MaxBuckets = 1_000;

    public override async Task<CountHoldersResponse> CountHolders(CountHoldersRequest request, ServerCallContext context)
    {
        var id = Names.Entitlement("entitlement", request.Entitlement);
        var asked = await questions.Ask(request.ValidAt, request.ValidDuring, request.Knowledge, null, context);
        var (caller, layer) = (CallerInterceptor.CallerOf(context), ObservedMessages.Layer(request.Layer));
        RequireScope(caller, id, layer);
        if (layer != AccessHistory.AccessLayer.Entitled)
            return LayeredCount(id, layer, asked, caller) ?? throw new UnknownResourceException("entitlement", request.Entitlement);
        var count = History.CountHolders(id, asked.During, asked.Reading, context.CancellationToken)
            ?? throw new UnknownResourceException("entitlement", request.Entitlement);
        var ever = asked.Reading.KnownBy == AccessHistory.KnownBy.Ever;
        return new CountHoldersResponse
        {
            Identities = count.Identities, Suspended = count.Suspended, Persons = count.Persons, IdentitiesWithoutPerson = count.WithoutPerson,
            HeldAsKnownNow = ever ? count.HeldAsKnownNow : 0, HeldAsKnownThen = ever ? count.HeldAsKnownThen : 0,
            Basis = Scoped(Basis(asked, count.Basis, true, id, caller), caller),
        };
    }

    public override async Task<GetTrendResponse> GetTrend(GetTrendRequest request, ServerCallContext context)
    {
        var (caller, layer) = (CallerInterceptor.CallerOf(context), ObservedMessages.Layer(request.Layer));
        EntitlementId? entitlement = request.AboutCase == GetTrendRequest.AboutOneofCase.Entitlement
            ? Names.Entitlement("entitlement", request.Entitlement) : null;
        AppId? application = request.AboutCase == GetTrendRequest.AboutOneofCase.Application
            ? Names.Application("application", request.Application) : null;
        var step = Texts.Enum<Api.V1.TrendStep, TrendStep>("step", request.Step);
        var buckets = BucketsOf(request.During, step);
        RequireOneState("knowledge", request.Knowledge, "a trend");
        if (entitlement is null && application is null)
            throw new InvalidRequestException("entitlement", "must be given, or application");
        var asked = await questions.Ask(null, request.During, request.Knowledge, null, context);
        if (layer != AccessHistory.AccessLayer.Entitled)
            return LayeredBuckets((entitlement, application), layer, buckets, asked, context) ?? throw Unknown(request);
        var answer = entitlement is { } e ? TrendOf(e, buckets, asked, caller) : TrendOf(application!.Value, buckets, asked, context);
        if (answer is null)
            throw Unknown(request);
        var response = new GetTrendResponse { Basis = Scoped(Basis(asked, answer.Basis, true, entitlement, caller), caller) };
        response.Buckets.Add(answer.Buckets.Select(HistoryMessages.Bucket));
        return response;
    }

    private static UnknownResourceException Unknown(GetTrendRequest request) => new(
        request.AboutCase == GetTrendRequest.AboutOneofCase.Application ? "application" : "entitlement", request.Entitlement + request.Application);

    private TrendAnswer? TrendOf(EntitlementId entitlement, IReadOnlyList<Period> buckets, Asked asked, CallerPrincipal caller)
    {
        RequireScope(caller, entitlement);
        return History.GetTrend(entitlement, buckets, asked.Reading);
    }

    private TrendAnswer? TrendOf(AppId application, IReadOnlyList<Period> buckets, Asked asked, ServerCallContext context)
    {
        var caller = CallerInterceptor.CallerOf(context);
        caller.RequireScope(application, "application");
        return History.GetTrend(application, buckets, asked.Reading, e => Sees(caller, e), context.CancellationToken);
    }

    private static IReadOnlyList<Period> BucketsOf(Api.V1.Range? during, TrendStep step)
    {
        var period = Times.Range("during", during ?? throw new InvalidRequestException("during", "must be given, with from and until"));
        var buckets = TrendCalendar.Buckets(period, step, MaxBuckets);
        return buckets.Count <= MaxBuckets ? buckets
            : throw new InvalidRequestException("during", $"must have at most {MaxBuckets} buckets; choose a wider step or a shorter range");
    }

    private static void RequireOneState(string field, Api.V1.Knowledge? knowledge, string what)
    {
        if (knowledge is { Ever: true })
            throw new InvalidRequestException(field + ".ever", $"is no state of knowledge, and {what} is of one");
    }

    private static Api.V1.AnswerBasis Scoped(Api.V1.AnswerBasis basis, CallerPrincipal caller)
    {
        basis.LimitedToScope = !caller.IsUnscoped;
        return basis;
    }
}
