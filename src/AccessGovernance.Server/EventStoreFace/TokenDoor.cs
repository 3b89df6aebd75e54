using System.Net;
using AccessGovernance.Directory;
using AccessGovernance.Domain.Tokens;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Hosting;
using AccessGovernance.Server.Requests;
using Grpc.Core;

namespace AccessGovernance.Server.EventStoreFace;

/// <summary>
/// The password is an API token of an auditor or an administrator, not limited to applications, of an identity that may act; the user name
/// does not matter. Nobody else reads the history, except anonymously from this machine where the server was started so.
/// </summary>
internal sealed class TokenDoor(
    BearerTokens tokens, CallerRates rates, DenialAudit audit, DirectoryReader directory, NodeClock clock, ServerOptions options) : IFaceDoor
{
    public async ValueTask<IFaceCaller> Admit(FaceCredentials? given, ServerCallContext context)
    {
        if (given is null)
            return options.EventStoreAnonymousLoopback && IsLocal(context) ? UnboundedCaller.Instance : throw Denied(context, null, "TOKEN_MISSING");
        if (await tokens.Verify(given.Password) is not { } caller)
        {
            audit.Record(context.Method, null, "TOKEN_INVALID", context.Peer);
            throw FaceErrors.Unauthenticated();
        }
        if (!caller.IsAdministrator && !caller.Roles.Contains(Role.Auditor))
            throw Denied(context, caller, "ROLE_MISSING");
        if (!caller.IsUnscoped)
            throw Denied(context, caller, "OUT_OF_SCOPE");
        if (IsBarred(caller))
            throw Denied(context, caller, "IDENTITY_NOT_ACTIVE");
        return rates.TryTake(caller) ? new Bearer(this, caller) : throw FaceErrors.RateExceeded(rates.CallsPerSecond);
    }

    private bool IsStillGood(CallerPrincipal caller) => tokens.IsLive(caller) && !IsBarred(caller);

    private bool IsBarred(CallerPrincipal caller) => caller.Identity is { } identity && directory.IsBarred(identity, clock.Now);

    private RpcException Denied(ServerCallContext context, CallerPrincipal? caller, string reason)
    {
        audit.Record(context.Method, caller?.Actor, reason, context.Peer);
        return FaceErrors.AccessDenied();
    }

    private static bool IsLocal(ServerCallContext context) =>
        context.GetHttpContext().Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);

    private sealed class Bearer(TokenDoor door, CallerPrincipal caller) : IFaceCaller
    {
        public bool MayStillRead => door.IsStillGood(caller);
    }
}
