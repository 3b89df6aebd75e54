using AccessGovernance.AccessHistory;
using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using Grpc.Core;
using ObservedCoverage = AccessGovernance.AccessHistory.ObservedCoverage;

namespace AccessGovernance.Server.Services;

public sealed partial class AccessHistoryServiceV1
{
    private const int MaxQuestions = 1_000;

    public override async Task<CheckAccessResponse> CheckAccess(CheckAccessRequest request, ServerCallContext context)
    {
        var identity = Names.Identity("identity", request.Identity);
        var entitlement = Names.Entitlement("entitlement", request.Entitlement);
        var layer = ObservedMessages.Layer(request.Layer);
        RequireOneState(request.Knowledge);
        var asked = await questions.Ask(request.ValidAt, request.ValidDuring, request.Knowledge, null, context);
        var caller = CallerInterceptor.CallerOf(context);
        RequireScope(caller, entitlement, layer);
        var seen = layer == AccessHistory.AccessLayer.Entitled ? null
            : History.WasSeen(Within(layer, caller), identity, entitlement, asked.During, asked.Reading);
        var answer = History.CheckAccess(identity, entitlement, asked.During, asked.Reading, explain: !request.VerdictOnly);
        if (answer is null && seen is null)
            throw Unknown(request, identity, asked.Reading);
        var response = answer is null ? Undecided(asked) : Decided(answer, asked, caller);
        response.Basis.LimitedToScope = !caller.IsUnscoped;
        return seen is null ? response : WithObserved(response, layer, seen, caller);
    }

    private CheckAccessResponse Decided(CheckAnswer answer, Asked asked, CallerPrincipal caller)
    {
        var response = new CheckAccessResponse
        {
            Allowed = answer.Allowed, Reason = HistoryMessages.Reason(answer.Reason), Basis = questions.Basis(asked, true),
        };
        foreach (var coverage in answer.Basis.Coverage)
        {
            response.Basis.Coverage = HistoryMessages.Coverage(coverage);
            if (!coverage.Covered)
                response.Basis.NotKnown.Add(response.Basis.Coverage);
        }
        if (answer.Holding is { } holding)
        {
            HistoryMessages.AddPath(response.Path, holding, e => Sees(caller, e));
            HistoryMessages.AddGrants(response.Grants, holding, e => Sees(caller, e));
        }
        return response;
    }

    // Reported, and never defined: nothing can have been granted.
    private CheckAccessResponse Undecided(Asked asked) =>
        new() { Reason = Api.V1.CheckReason.NoGrant, Basis = questions.Basis(asked, true) };

    public override async Task<BatchCheckAccessResponse> BatchCheckAccess(BatchCheckAccessRequest request, ServerCallContext context)
    {
        if (request.Questions.Count is < 1 or > MaxQuestions)
            throw new InvalidRequestException("questions", $"must be 1 to {MaxQuestions}");
        var caller = CallerInterceptor.CallerOf(context);
        var parsed = request.Questions.Select((q, i) =>
            (Names.Identity($"questions[{i}].identity", q.Identity), Names.Entitlement($"questions[{i}].entitlement", q.Entitlement))).ToList();
        var layer = ObservedMessages.Layer(request.Layer);
        RequireOneState(request.Knowledge);
        var asked = await questions.Ask(request.ValidAt, request.ValidDuring, request.Knowledge, null, context);
        var response = new BatchCheckAccessResponse { Basis = questions.Basis(asked, true) };
        response.Basis.LimitedToScope = !caller.IsUnscoped;
        var reports = new HashSet<ObservedCoverage>();
        foreach (var (identity, entitlement) in parsed)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            response.Outcomes.Add(layer == AccessHistory.AccessLayer.Entitled
                ? Check(caller, identity, entitlement, asked, response.Basis)
                : CheckIn(Within(layer, caller), (identity, entitlement), asked, (caller, response.Basis, reports)));
        }
        if (layer != AccessHistory.AccessLayer.Entitled)
            response.Basis.About(layer, reports, caller);
        return response;
    }

    private CheckOutcome Check(CallerPrincipal caller, IdentityId identity, EntitlementId entitlement, Asked asked, Api.V1.AnswerBasis basis)
    {
        if (!Sees(caller, entitlement))
            return new CheckOutcome { Problem = "SCOPE" };
        if (History.CheckAccess(identity, entitlement, asked.During, asked.Reading, explain: false) is not { } answer)
            return new CheckOutcome { Problem = "UNKNOWN_ID" };
        foreach (var coverage in answer.Basis.Coverage)
        {
            if (!coverage.Covered && HistoryMessages.Coverage(coverage) is var message && !basis.NotKnown.Contains(message))
                basis.NotKnown.Add(message);
        }
        return new CheckOutcome { Allowed = answer.Allowed, Reason = HistoryMessages.Reason(answer.Reason) };
    }

    private CheckOutcome CheckIn(
        AskedLayer layer, (IdentityId Identity, EntitlementId Entitlement) question, Asked asked,
        (CallerPrincipal Caller, Api.V1.AnswerBasis Basis, HashSet<ObservedCoverage> Reports) answer)
    {
        var (identity, entitlement) = question;
        if (!Sees(answer.Caller, entitlement) && !IsReported(answer.Caller, entitlement))
            return new CheckOutcome { Problem = "SCOPE" };
        var outcome = Check(answer.Caller, identity, entitlement, asked, answer.Basis);
        if (History.WasSeen(layer, identity, entitlement, asked.During, asked.Reading) is not { } seen)
            return outcome;
        answer.Reports.UnionWith(seen.Coverage);
        // Reported, and never defined: nothing can have been granted.
        if (outcome.Problem.Length > 0)
            outcome = new() { Reason = Api.V1.CheckReason.NoGrant };
        outcome.Observed = seen.Held;
        return outcome;
    }

    private static void RequireOneState(Api.V1.Knowledge? knowledge)
    {
        if (knowledge is { Ever: true })
            throw new InvalidRequestException("knowledge.ever", "is no state of knowledge to check in; ask who had access instead");
    }

    private UnknownResourceException Unknown(CheckAccessRequest request, IdentityId identity, Reading reading) =>
        History.IsRegistered(identity, reading)
            ? new UnknownResourceException("entitlement", request.Entitlement)
            : new UnknownResourceException("identity", request.Identity);
}
