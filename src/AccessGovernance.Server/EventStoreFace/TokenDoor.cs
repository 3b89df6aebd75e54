using System.Net;
using AccessGovernance.Domain.Tokens;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Hosting;
using Grpc.Core;

namespace AccessGovernance.Server.EventStoreFace;

/// <summary>
/// The password is an API token of an auditor or an administrator, not limited to applications, of an identity that may act; the user name
/// does not matter. Nobody else reads the history, except anonymously from this machine where the server was started so.
/// </summary>
internal sealed class TokenDoor(PasswordTokens passwords, CallerRates rates, DenialAudit audit, ServerOptions options) : IFaceDoor
{
    public async ValueTask<IFaceCaller> Admit(PasswordCredentials? given, ServerCallContext context)
    {
        if (given is null && options.EventStoreAnonymousLoopback && IsLocal(context))
            return UnboundedCaller.Instance;
        var (caller, whyNot) = await passwords.Judge(given, c => c.IsAdministrator || c.Roles.Contains(Role.Auditor));
        if (caller is null || whyNot is not null)
        {
            audit.Record(context.Method, caller?.Actor, whyNot ?? PasswordTokens.Invalid, context.Peer);
            throw whyNot == PasswordTokens.Invalid ? FaceErrors.Unauthenticated() : FaceErrors.AccessDenied();
        }
        return rates.TryTake(caller) ? new Bearer(passwords, caller) : throw FaceErrors.RateExceeded(rates.CallsPerSecond);
    }

    private static bool IsLocal(ServerCallContext context) =>
        context.GetHttpContext().Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);

    private sealed class Bearer(PasswordTokens passwords, CallerPrincipal caller) : IFaceCaller
    {
        public bool MayStillRead => passwords.IsStillGood(caller);

        public string? Token => caller.Token.ToString();
    }
}
