using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;
using AccessGovernance.EventLog.Events;
using AccessGovernance.Grains;
using AccessGovernance.PersonalData;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Processes;
using AccessGovernance.Server.Requests;
using Google.Protobuf;
using Grpc.Core;
using LinkRole = AccessGovernance.Domain.Identities.LinkRole;

namespace AccessGovernance.Server.Services;

/// <summary>Commands about identities; the questions are in the other half.</summary>
public sealed partial class IdentityServiceV1(Commands commands, DirectoryQuestions questions, KeyStore keys, Erasure erasure, AnswerRoom room)
    : IdentityService.IdentityServiceBase
{
    /// <summary>Attributes by whose value an identity can be found.</summary>
    private static readonly string[] Findable = ["mail", "login", "employee_number"];

    public override async Task<RegisterIdentityResponse> RegisterIdentity(RegisterIdentityRequest request, ServerCallContext context)
    {
        CallerInterceptor.CallerOf(context).RequireUnscoped("registering an identity");
        var id = Names.Identity("identity", request.Identity);
        var kind = Texts.Enum<Api.V1.IdentityKind, Domain.Identities.IdentityKind>("kind", request.Kind);
        var attributes = Texts.Attributes(request.Attributes);
        var begun = await commands.Begin(request, request.RequestId, id, context);
        RememberLookups(id, attributes);
        return new() { Receipt = await Run(id, new RegisterIdentity(kind, request.Synthetic, attributes), begun) };
    }

    public override async Task<UpdateIdentityResponse> UpdateIdentity(UpdateIdentityRequest request, ServerCallContext context)
    {
        var id = Names.Identity("identity", request.Identity);
        var changes = AttributeMask.Changes(request);
        var command = new ChangeAttributes(changes, AtOrNow("effective_at", request.EffectiveAt), Texts.Reason(request.Reason));
        var begun = await Begin(request, request.RequestId, id, context);
        RememberLookups(id, changes);
        return new() { Receipt = await Run(id, command, begun) };
    }

    public override async Task<MarkSyntheticResponse> MarkSynthetic(MarkSyntheticRequest request, ServerCallContext context) =>
        new() { Receipt = await Run(request, request.RequestId, request.Identity, () => new MarkSynthetic(request.Synthetic), context) };

    public override async Task<LinkIdentityResponse> LinkIdentity(LinkIdentityRequest request, ServerCallContext context)
    {
        var id = Names.Identity("identity", request.Identity);
        var link = DerivedIds.Link(id, Commands.ParseRequestId(request.RequestId));
        LinkIdentity Command() => new(link, Names.Person("person", request.Person), Texts.Enum<Api.V1.LinkRole, LinkRole>("role", request.Role),
            Times.Parse("validity", request.Validity, commands.Clock.ForCommand), Texts.Reason(request.Reason));
        return new() { Receipt = await RunSeen(request, request.RequestId, request.Identity, Command, context), LinkId = link.ToString() };
    }

    public override async Task<EndIdentityLinkResponse> EndIdentityLink(EndIdentityLinkRequest request, ServerCallContext context)
    {
        EndLink Command() => new(new LinkId(Texts.Id("link_id", request.LinkId)), AtOrNow("effective_at", request.EffectiveAt), Texts.Reason(request.Reason));
        return new() { Receipt = await Run(request, request.RequestId, request.Identity, Command, context) };
    }

    public override async Task<SuspendIdentityResponse> SuspendIdentity(SuspendIdentityRequest request, ServerCallContext context)
    {
        SuspendIdentity Command() => new(AtOrNow("effective_at", request.EffectiveAt), Texts.Reason(request.Reason));
        return new() { Receipt = await RunSeen(request, request.RequestId, request.Identity, Command, context) };
    }

    public override async Task<ResumeIdentityResponse> ResumeIdentity(ResumeIdentityRequest request, ServerCallContext context)
    {
        ResumeIdentity Command() => new(AtOrNow("effective_at", request.EffectiveAt), Texts.Reason(request.Reason));
        return new() { Receipt = await RunSeen(request, request.RequestId, request.Identity, Command, context) };
    }

    public override async Task<TerminateIdentityResponse> TerminateIdentity(TerminateIdentityRequest request, ServerCallContext context)
    {
        var (at, stated) = request.EndCase == TerminateIdentityRequest.EndOneofCase.LastDay
            ? CivilDates.EndOf("last_day", request.LastDay)
            : (AtOrNow("effective_at", request.EffectiveAt), null);
        TerminateIdentity Command() => new(at, stated, Texts.Reason(request.Reason));
        var receipt = await RunSeen(request, request.RequestId, request.Identity, Command, context);
        return new() { Receipt = receipt, EffectiveAt = Times.Of(receipt.Changed ? at : await TerminationOf(request.Identity, context) ?? at) };
    }

    public override async Task<WithdrawTerminationResponse> WithdrawTermination(WithdrawTerminationRequest request, ServerCallContext context) =>
        new() { Receipt = await Run(request, request.RequestId, request.Identity, () => new WithdrawTermination(Texts.Reason(request.Reason)), context) };

    public override async Task<ReinstateIdentityResponse> ReinstateIdentity(ReinstateIdentityRequest request, ServerCallContext context)
    {
        ReinstateIdentity Command() => new(AtOrNow("effective_at", request.EffectiveAt), Texts.Reason(request.Reason));
        return new() { Receipt = await RunSeen(request, request.RequestId, request.Identity, Command, context) };
    }

    public override async Task<PlaceLegalHoldResponse> PlaceLegalHold(PlaceLegalHoldRequest request, ServerCallContext context)
    {
        var hold = DerivedIds.Hold(Names.Identity("identity", request.Identity), Commands.ParseRequestId(request.RequestId));
        PlaceLegalHold Command() => new(hold, Texts.Reason(request.Reason));
        return new() { Receipt = await Run(request, request.RequestId, request.Identity, Command, context), HoldId = hold.ToString() };
    }

    public override async Task<LiftLegalHoldResponse> LiftLegalHold(LiftLegalHoldRequest request, ServerCallContext context)
    {
        LiftLegalHold Command() => new(new HoldId(Texts.Id("hold_id", request.HoldId)), Texts.Reason(request.Reason));
        return new() { Receipt = await Run(request, request.RequestId, request.Identity, Command, context) };
    }

    public override async Task<RequestForgettingResponse> RequestForgetting(RequestForgettingRequest request, ServerCallContext context) =>
        new() { Receipt = await Run(request, request.RequestId, request.Identity, () => new RequestForgetting(), context) };

    public override async Task<ConfirmForgettingResponse> ConfirmForgetting(ConfirmForgettingRequest request, ServerCallContext context)
    {
        var receipt = await Run(request, request.RequestId, request.Identity, () => new ConfirmForgetting(), context);
        // Recorded first, then destroyed. Were the process killed here, it is done at the next start.
        keys.Destroy(Names.Identity("identity", request.Identity));
        // What accounts without an owner were called like theirs, the directory knows; where it is behind, they follow as soon as it is not.
        await ((Task)questions.Read(receipt.Token, context).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        erasure.Destroy(Names.Identity("identity", request.Identity));
        return new() { Receipt = receipt };
    }

    // What changed nothing (a retry, or a later end than the recorded one) answers the termination that stands.
    private async ValueTask<Instant?> TerminationOf(string identity, ServerCallContext context)
    {
        var read = await questions.Read("", context);
        return read.Directory.Identity(Names.Identity("identity", identity), read.Now)?.TerminatedAt;
    }

    private Instant AtOrNow(string field, Google.Protobuf.WellKnownTypes.Timestamp? at) =>
        at is null ? commands.Clock.ForCommand() : Times.Parse(field, at);

    private async Task<Receipt> Run<T>(T request, string requestId, string identity, Func<IdentityCommand> command, ServerCallContext context)
        where T : IMessage<T>
    {
        var id = Names.Identity("identity", identity);
        var parsed = command();
        return await Run(id, parsed, await Begin(request, requestId, id, context));
    }

    // The identity's tokens, and those issued with them, are judged by the directory: what was answered holds for the next call with one of them.
    private async Task<Receipt> RunSeen<T>(T request, string requestId, string identity, Func<IdentityCommand> command, ServerCallContext context)
        where T : IMessage<T>
    {
        var receipt = await Run(request, requestId, identity, command, context);
        // It is recorded whatever comes of the wait: a directory that is behind sees it as soon as it can, one that stopped says so in health.
        await ((Task)questions.Read(receipt.Token, context).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return receipt;
    }

    private async ValueTask<CommandContext> Begin<T>(T request, string requestId, IdentityId id, ServerCallContext context)
        where T : IMessage<T>
    {
        CallerInterceptor.CallerOf(context).RequireUnscoped("changing an identity");
        await commands.RequireRegistered(id);
        return await commands.Begin(request, requestId, id, context);
    }

    private async Task<Receipt> Run(IdentityId id, IdentityCommand command, CommandContext context) =>
        commands.Receipt(await commands.Find.Of(id).Execute(command, context));

    // Before the values are recorded: a look-up that finds nothing recorded is passed over, one that is missing would hide somebody.
    private void RememberLookups(IdentityId id, IEnumerable<KeyValuePair<string, PersonalText?>> attributes)
    {
        foreach (var (name, text) in attributes)
        {
            if (text?.PlainText is { } value && Findable.Contains(name))
                keys.Lookups.Remember(id, name, value);
        }
    }
}
