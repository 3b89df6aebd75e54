using System.Net;
using AccessGovernance.Directory;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.EventStoreFace;
using AccessGovernance.Server.Requests;
using Microsoft.Net.Http.Headers;

namespace AccessGovernance.Server.Telemetry;

/// <summary>
/// Lets callers on this machine in, at the HTTP port only, whose password is the token of an administrator who is not limited to applications;
/// the user name does not matter. Nobody reads the state of a grain: naming one would also make it.
/// </summary>
internal sealed class DashboardDoor(BearerTokens tokens, DenialAudit audit, DirectoryReader directory, NodeClock clock) : IEndpointFilter
{
    private const string Challenge = "Basic realm=\"an administrator's token as password\", charset=\"UTF-8\"";
    private const string StateOfGrains = "/GrainState";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        // The gRPC port speaks HTTP/2 and nothing else, the HTTP port does not speak it.
        if (!HttpProtocol.IsHttp11(http.Request.Protocol) || http.Connection.RemoteIpAddress is not { } peer || !IPAddress.IsLoopback(peer))
            return Results.NotFound();
        if (await WhyNot(http) is { } reason)
        {
            audit.Record(http.Request.Path, null, reason, peer.ToString());
            http.Response.Headers[HeaderNames.WWWAuthenticate] = Challenge;
            return Results.Unauthorized();
        }
        http.Response.Headers.CacheControl = "no-store";
        return http.Request.Path.Value!.Contains(StateOfGrains, StringComparison.OrdinalIgnoreCase) ? Results.NotFound() : await next(context);
    }

    private async Task<string?> WhyNot(HttpContext http)
    {
        if (FaceCredentials.Parse(http.Request.Headers.Authorization) is not { } given)
            return "TOKEN_MISSING";
        if (await tokens.Verify(given.Password) is not { } caller)
            return "TOKEN_INVALID";
        if (!caller.IsAdministrator)
            return "ROLE_MISSING";
        if (!caller.IsUnscoped)
            return "OUT_OF_SCOPE";
        return caller.Identity is { } identity && directory.IsBarred(identity, clock.Now) ? "IDENTITY_NOT_ACTIVE" : null;
    }
}
