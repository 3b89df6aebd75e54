using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Applications;
using AccessGovernance.Domain.Conferrals;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.EventLog.Events;
using AccessGovernance.Grains.Applications;
using AccessGovernance.Grains.Conferrals;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using Google.Protobuf;
using Grpc.Core;
using Fulfilment = AccessGovernance.Domain.Applications.Fulfilment;
using Risk = AccessGovernance.Domain.Entitlements.Risk;

namespace AccessGovernance.Server.Services;

/// <summary>Commands about applications, entitlements and what confers what; the questions are in the other half.</summary>
public sealed partial class EntitlementServiceV1(
    Commands commands, EntitlementLookup entitlements, DirectoryQuestions questions, OwnHoldings own, AnswerRoom room)
    : EntitlementService.EntitlementServiceBase
{
    public override async Task<DefineApplicationResponse> DefineApplication(DefineApplicationRequest request, ServerCallContext context)
    {
        var governedFrom = request.GovernedFrom is { } at ? Times.Parse("governed_from", at) : commands.Clock.ForCommand();
        var command = new DefineApplication(Texts.Label("display_name", request.DisplayName), Names.OptionalPerson("owner", request.Owner), governedFrom)
        {
            Fulfilment = request.Fulfilment == Api.V1.Fulfilment.Unspecified ? Fulfilment.Manual : FulfilmentOf(request.Fulfilment),
        };
        return new() { Receipt = await Run(request, request.RequestId, Names.Application("application", request.Application), command, context) };
    }

    public override async Task<UpdateApplicationResponse> UpdateApplication(UpdateApplicationRequest request, ServerCallContext context)
    {
        var mask = FieldMasks.Require("update_mask", request.UpdateMask, "display_name", "owner", "governed_from", "fulfilment");
        var command = new ChangeApplication(
            mask.Contains("display_name") ? Texts.Label("display_name", request.DisplayName) : null,
            mask.Contains("owner") ? Names.Person("owner", request.Owner) : null,
            mask.Contains("governed_from") ? Times.Parse("governed_from", request.GovernedFrom ?? throw FieldMasks.Missing("governed_from")) : null)
        {
            Fulfilment = mask.Contains("fulfilment") ? FulfilmentOf(request.Fulfilment) : null,
        };
        var id = Names.Application("application", request.Application);
        if (mask.Contains("owner"))
            await own.RequireNoneIn(await commands.CallerOf(context, commands.Clock.Now), id, "owner", context);
        return new() { Receipt = await Run(request, request.RequestId, id, command, context) };
    }

    public override async Task<DefineEntitlementResponse> DefineEntitlement(DefineEntitlementRequest request, ServerCallContext context)
    {
        var id = Names.Entitlement("entitlement", request.Entitlement);
        var application = Names.Application("application", request.Application);
        var risk = request.Risk == Api.V1.Risk.Unspecified ? Risk.Low : Texts.Enum<Api.V1.Risk, Risk>("risk", request.Risk);
        var profile = new EntitlementProfile(Texts.Label("display_name", request.DisplayName),
            Texts.Text("description", request.Description, Texts.MaxTextBytes), Names.OptionalPerson("owner", request.Owner), risk);
        var command = new DefineEntitlement(Texts.Enum<Api.V1.EntitlementKind, Domain.Entitlements.EntitlementKind>("kind", request.Kind), application, profile,
            request.Capacity == 0 ? null : Capacity(request.Capacity));
        await RequireApplication(application, "application", context);
        return new() { Receipt = await Run(request, request.RequestId, id, command, context) };
    }

    public override async Task<UpdateEntitlementResponse> UpdateEntitlement(UpdateEntitlementRequest request, ServerCallContext context)
    {
        var mask = FieldMasks.Require("update_mask", request.UpdateMask, "display_name", "description", "owner", "risk", "capacity");
        var command = new ChangeEntitlement(
            mask.Contains("display_name") ? Texts.Label("display_name", request.DisplayName) : null,
            mask.Contains("description") ? Texts.Text("description", request.Description, Texts.MaxTextBytes) : null,
            mask.Contains("owner") ? Names.Person("owner", request.Owner) : null,
            mask.Contains("risk") ? Texts.Enum<Api.V1.Risk, Risk>("risk", request.Risk) : null,
            mask.Contains("capacity") ? Capacity(request.Capacity) : null);
        // Owners review, and what is reviewed is chosen by risk.
        if (mask.Contains("owner") || mask.Contains("risk"))
            await RequireNotOwn(request.Entitlement, context);
        return new() { Receipt = await RunScoped(request, request.RequestId, request.Entitlement, command, context) };
    }

    public override async Task<MoveEntitlementResponse> MoveEntitlement(MoveEntitlementRequest request, ServerCallContext context)
    {
        var application = Names.Application("application", request.Application);
        var at = request.EffectiveAt is { } given ? Times.Parse("effective_at", given) : commands.Clock.ForCommand();
        await RequireApplication(application, "application", context);
        var command = new MoveEntitlement(application, at, Texts.PlainReason(request.Reason));
        await RequireNotOwn(request.Entitlement, context);
        return new() { Receipt = await RunScoped(request, request.RequestId, request.Entitlement, command, context) };
    }

    public override async Task<RetireEntitlementResponse> RetireEntitlement(RetireEntitlementRequest request, ServerCallContext context)
    {
        var at = request.EffectiveAt is { } given ? Times.Parse("effective_at", given) : commands.Clock.ForCommand();
        var command = new RetireEntitlement(at, Texts.PlainReason(request.Reason));
        await RequireNotOwn(request.Entitlement, context);
        return new() { Receipt = await RunScoped(request, request.RequestId, request.Entitlement, command, context) };
    }

    public override async Task<ConferResponse> Confer(ConferRequest request, ServerCallContext context)
    {
        var (from, to) = (Names.Entitlement("from", request.From), Names.Entitlement("to", request.To));
        var validity = Times.Parse("validity", request.Validity, commands.Clock.ForCommand);
        var reason = Texts.PlainReason(request.Reason);
        var conferral = DerivedIds.Conferral(Commands.ParseRequestId(request.RequestId));
        await RequireScope(from, "from", context);
        await RequireScope(to, "to", context);
        var begun = await commands.Begin(request, request.RequestId, context);
        await own.RequireNone(begun.Caller, from, "from", context);
        var grain = commands.Grains.GetGrain<IConferralGrain>(IConferralGrain.Key);
        var receipt = commands.Receipt(await grain.Execute(new Confer(conferral, from, to, validity, reason), begun));
        return new() { Receipt = receipt, ConferralId = conferral.ToString() };
    }

    public override async Task<StopConferringResponse> StopConferring(StopConferringRequest request, ServerCallContext context)
    {
        Commands.ParseRequestId(request.RequestId);
        var conferral = new ConferralId(Texts.Id("conferral_id", request.ConferralId));
        var reason = Texts.PlainReason(request.Reason);
        var at = request.EffectiveAt is { } given ? Times.Parse("effective_at", given) : commands.Clock.ForCommand();
        var grain = commands.Grains.GetGrain<IConferralGrain>(IConferralGrain.Key);
        var edge = await grain.Find(conferral);
        if (edge is null)
        {
            CallerInterceptor.CallerOf(context).RequireScope(null, "conferral_id");
            throw new RefusedException(new(RefusalReason.ConferralUnknown, "conferral", "there is no such conferral"));
        }
        await RequireScope(edge.From, "conferral_id", context);
        await RequireScope(edge.To, "conferral_id", context);
        var begun = await commands.Begin(request, request.RequestId, context);
        await own.RequireNone(begun.Caller, edge.From, "conferral", context);
        return new() { Receipt = commands.Receipt(await grain.Execute(new StopConferring(conferral, at, reason), begun)) };
    }

    private async ValueTask RequireNotOwn(string entitlement, ServerCallContext context)
    {
        var id = Names.Entitlement("entitlement", entitlement);
        await RequireScope(id, "entitlement", context);
        await own.RequireNone(await commands.CallerOf(context, commands.Clock.Now), id, "entitlement", context);
    }

    private static Fulfilment FulfilmentOf(Api.V1.Fulfilment mode) => Texts.Enum<Api.V1.Fulfilment, Fulfilment>("fulfilment", mode);

    private static int Capacity(int capacity) => capacity is >= 1 and <= 1_000_000
        ? capacity
        : throw new InvalidRequestException("capacity", "must be 1 to 1,000,000");

    private async ValueTask RequireScope(EntitlementId id, string field, ServerCallContext context)
    {
        var facts = await commands.Find.Of(id).GetFacts(commands.Clock.Now);
        CallerInterceptor.CallerOf(context).RequireScope(facts.Application, field);
    }

    private async ValueTask RequireApplication(AppId application, string field, ServerCallContext context)
    {
        CallerInterceptor.CallerOf(context).RequireScope(application, field);
        if (!await commands.Grains.GetGrain<IApplicationGrain>(application.Value).IsDefined())
            throw new RefusedException(new(RefusalReason.ApplicationUnknown, field, "the application is not defined"));
    }

    private async Task<Receipt> RunScoped<T>(T request, string requestId, string entitlement, EntitlementCommand command, ServerCallContext context)
        where T : IMessage<T>
    {
        var id = Names.Entitlement("entitlement", entitlement);
        await RequireScope(id, "entitlement", context);
        return await Run(request, requestId, id, command, context);
    }

    private async Task<Receipt> Run<T>(T request, string requestId, EntitlementId id, EntitlementCommand command, ServerCallContext context)
        where T : IMessage<T>
    {
        var receipt = commands.Receipt(await commands.Find.Of(id).Execute(command, await commands.Begin(request, requestId, context)));
        entitlements.Acknowledge(receipt.Position);
        return receipt;
    }

    private async Task<Receipt> Run<T>(T request, string requestId, AppId id, ApplicationCommand command, ServerCallContext context)
        where T : IMessage<T>
    {
        CallerInterceptor.CallerOf(context).RequireScope(id, "application");
        var begun = await commands.Begin(request, requestId, context);
        return commands.Receipt(await commands.Grains.GetGrain<IApplicationGrain>(id.Value).Execute(command, begun));
    }
}
