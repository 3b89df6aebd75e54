using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;
using AccessGovernance.EventLog.Events;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using Google.Protobuf;
using Grpc.Core;

namespace AccessGovernance.Server.Services;

/// <summary>Grants, revokes and corrects. Each change is authorised by the application that the entitlement has today.</summary>
public sealed class ProvisioningServiceV1(Commands commands, EntitlementLookup entitlements, CallerInterceptor callers)
    : ProvisioningService.ProvisioningServiceBase
{
    public override async Task<GrantAccessResponse> GrantAccess(GrantAccessRequest request, ServerCallContext context)
    {
        var id = Names.Identity("identity", request.Identity);
        var grant = DerivedIds.Grant(id, Commands.ParseRequestId(request.RequestId));
        var command = new GrantAccess(grant, Names.Entitlement("entitlement", request.Entitlement),
            Times.Parse("validity", request.Validity, commands.Clock.ForCommand), Texts.Cause(request.Cause), Texts.Reason(request.Reason));
        var receipt = await Run(request, new Change(request.RequestId, id, command.Entitlement, request.Reason.Length > 0), command, context);
        return new() { Receipt = receipt, GrantId = grant.ToString() };
    }

    public override async Task<RevokeAccessResponse> RevokeAccess(RevokeAccessRequest request, ServerCallContext context)
    {
        var at = request.EffectiveAt is { } given ? Times.Parse("effective_at", given) : commands.Clock.ForCommand();
        var command = new RevokeAccess(new GrantId(Texts.Id("grant_id", request.GrantId)), Names.Entitlement("entitlement", request.Entitlement), at,
            Texts.Reason(request.Reason));
        var change = new Change(request.RequestId, Names.Identity("identity", request.Identity), command.Entitlement, request.Reason.Length > 0);
        return new() { Receipt = await Run(request, change, command, context) };
    }

    public override async Task<CorrectGrantResponse> CorrectGrant(CorrectGrantRequest request, ServerCallContext context)
    {
        var command = new CorrectGrant(new GrantId(Texts.Id("grant_id", request.GrantId)), Names.Entitlement("entitlement", request.Entitlement),
            Corrected(request), Texts.Reason(request.Reason));
        var change = new Change(request.RequestId, Names.Identity("identity", request.Identity), command.Entitlement, request.Reason.Length > 0);
        return new() { Receipt = await Run(request, change, command, context) };
    }

    public override Task ApplyChanges(
        IAsyncStreamReader<ApplyChangesRequest> requestStream, IServerStreamWriter<ApplyChangesResponse> responseStream, ServerCallContext context) =>
        new ChangeStream(this, callers, context).Run(requestStream, responseStream);

    private static Period? Corrected(CorrectGrantRequest request)
    {
        if (request.CorrectionCase == CorrectGrantRequest.CorrectionOneofCase.Void && request.Void)
            return null;
        if (request.CorrectionCase != CorrectGrantRequest.CorrectionOneofCase.Validity || request.Validity.From is null)
            throw new InvalidRequestException("correction", "must be a validity with from, or void = true");
        return Times.Parse("validity", request.Validity, () => default);
    }

    private async Task<Receipt> Run<T>(T request, Change change, IdentityCommand command, ServerCallContext context)
        where T : IMessage<T>
    {
        Commands.ParseRequestId(change.RequestId);
        var heard = await commands.Integrity.Head.Hear(context);
        var facts = await entitlements.Of(change.Entitlement, context.CancellationToken);
        CallerInterceptor.CallerOf(context).RequireScope(facts.Application, "entitlement");
        if (!facts.IsDefined)
            throw new RefusedException(new(RefusalReason.EntitlementUnknown, "entitlement", "the entitlement is not defined"));
        if (change.HasText)
            await commands.RequireRegistered(change.Identity);
        var begun = await commands.Begin(request, change.RequestId, change.Identity, context);
        commands.Integrity.Head.Require(heard);
        var grain = commands.Find.Of(change.Identity);
        return commands.Receipt(facts.AdmitsConditionally ? await grain.ExecuteAdmitted(command, begun) : await grain.Execute(command, begun));
    }

    private readonly record struct Change(string RequestId, IdentityId Identity, EntitlementId Entitlement, bool HasText);
}
