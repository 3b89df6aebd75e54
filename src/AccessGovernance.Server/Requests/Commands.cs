using System.Text;
using AccessGovernance.Domain;
using AccessGovernance.Grains;
using AccessGovernance.PersonalData;
using AccessGovernance.Server.Authentication;
using Google.Protobuf;
using Grpc.Core;
using V1 = AccessGovernance.Api.V1;

namespace AccessGovernance.Server.Requests;

/// <summary>What every command needs at the edge: its context, with who asks and a fingerprint of what, and its receipt.</summary>
public sealed class Commands(IGrainFactory grains, Callers callers, Fingerprints fingerprints, NodeClock clock, PositionTokens tokens, Integrity integrity)
{
    private const int MaxCorrelationLength = 128;

    public IGrainFactory Grains { get; } = grains;

    /// <summary>Whether this silo knows what is recorded now.</summary>
    public Integrity Integrity { get; } = integrity;

    /// <summary>Grains of identities and entitlements.</summary>
    public GrainFinder Find => callers.Find;

    public NodeClock Clock { get; } = clock;

    /// <summary>The context of a command on a resource that is no identity.</summary>
    public ValueTask<CommandContext> Begin<T>(T request, string requestId, ServerCallContext call)
        where T : IMessage<T> => Begin(request, requestId, null, call);

    /// <summary>The context of a command about an identity: texts about it are fingerprinted with its own key.</summary>
    /// <exception cref="RefusedException">There is text about an identity that is not registered.</exception>
    public async ValueTask<CommandContext> Begin<T>(T request, string requestId, IdentityId? subject, ServerCallContext call)
        where T : IMessage<T>
    {
        var id = ParseRequestId(requestId);
        var heard = await Integrity.Head.Hear(call);
        Integrity.Require(call);
        var now = Clock.Now;
        var caller = await CallerOf(call, now);
        Integrity.Head.Require(heard);
        var fingerprint = fingerprints.Of(subject is { } identity
            ? RequestContent.Of(request, text => fingerprints.OfText(identity, RetentionClass.Evidence, text))
            : RequestContent.Of(request, null));
        return new CommandContext(id, fingerprint, caller, OnBehalfOf(call), Correlation(call), now);
    }

    /// <summary>The same for what is answered in one's own name: of somebody else a request of that id is another one, whatever it says.</summary>
    public async ValueTask<CommandContext> BeginInOwnName<T>(T request, string requestId, IdentityId? subject, ServerCallContext call)
        where T : IMessage<T>
    {
        var begun = await Begin(request, requestId, subject, call);
        return begun with { Fingerprint = fingerprints.Of([.. begun.Fingerprint.ToByteArray(), .. Encoding.UTF8.GetBytes(begun.Caller.Actor)]) };
    }

    /// <exception cref="EventLog.DamagedLogException">The history cannot be read to its end: changes are refused.</exception>
    /// <exception cref="EventLog.HeadNotHeardException">This silo may not know what is recorded now.</exception>
    public void RequireIntact(ServerCallContext call) => Integrity.Require(call);

    /// <summary>Refuses text about an identity that does not exist, before a key is made for it.</summary>
    public async ValueTask RequireRegistered(IdentityId identity)
    {
        if (!(await Find.Of(identity).GetFacts(Clock.Now)).IsRegistered)
            throw new RefusedException(new(RefusalReason.IdentityUnknown, "identity", "the identity is not registered"));
    }

    /// <summary>The receipt of an accepted command.</summary>
    /// <exception cref="RefusedException">It was refused.</exception>
    public V1.Receipt Receipt(Outcome outcome)
    {
        if (outcome.Refusal is { } refusal)
            throw new RefusedException(refusal);
        return new V1.Receipt { Token = tokens.Format(outcome.Position), Position = outcome.Position, Changed = outcome.Changed };
    }

    public ValueTask<Caller> CallerOf(ServerCallContext call, Instant now) => callers.Of(CallerInterceptor.CallerOf(call), now);

    public static RequestId ParseRequestId(string requestId) =>
        Guid.TryParseExact(requestId, "D", out var id) && id != Guid.Empty
            ? new RequestId(id)
            : throw new InvalidRequestException("request_id", "must be a UUID such as 0b4f1a9e-6c1d-4a37-9d43-2f6f5d0d7c11, made anew for each request");

    private static string? OnBehalfOf(ServerCallContext call) =>
        Header(call, "x-on-behalf-of") is { } name ? Names.Raw("x-on-behalf-of", name) : null;

    private static string? Correlation(ServerCallContext call)
    {
        var given = Header(call, "x-correlation-id");
        return given is null || (given.Length is > 0 and <= MaxCorrelationLength && Ascii.IsValid(given))
            ? given
            : throw new InvalidRequestException("x-correlation-id", $"must be 1 to {MaxCorrelationLength} ASCII characters");
    }

    // Not by RequestHeaders, which copies all headers of the call.
    private static string? Header(ServerCallContext call, string name) => call.GetHttpContext().Request.Headers[name] is [.., var value] ? value : null;
}
