using System.Collections.Frozen;
using System.Net;
using AccessGovernance.Server.Authentication;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Net.Http.Headers;

namespace AccessGovernance.Server.Telemetry;

/// <summary>
/// Lets callers on this machine in, at the HTTP port only, whose password is the token of an administrator who is not limited to applications;
/// the user name does not matter. Of what the dashboard has, only what is listed here is shown: nobody reads the state of a grain (naming one
/// would also make it), and what a newer dashboard adds waits until it was looked at.
/// </summary>
internal sealed class DashboardDoor(PasswordTokens passwords, DenialAudit audit) : IEndpointFilter
{
    private const string Challenge = "Basic realm=\"an administrator's token as password\", charset=\"UTF-8\"";

    // What follows the dashboard's own name in its routes: its page, and counts and durations by silo, type and method.
    private static readonly FrozenSet<string> Shown = FrozenSet.ToFrozenSet(
    [
        "", "index.html", "index.min.js", "index.css", "favicon.ico", "fonts", "img", "version",
        "DashboardCounters", "ClusterStats", "HistoricalStats", "SiloProperties", "SiloMetadata", "SiloStats", "SiloCounters", "LifecycleStages",
        "GrainStats", "GrainTypes", "TopGrainMethods", "Trace",
    ], StringComparer.OrdinalIgnoreCase);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        // The gRPC port speaks HTTP/2 and nothing else, the HTTP port does not speak it.
        if (!HttpProtocol.IsHttp11(http.Request.Protocol) || http.Connection.RemoteIpAddress is not { } peer || !IPAddress.IsLoopback(peer))
            return Results.NotFound();
        var (caller, whyNot) = await passwords.Judge(PasswordCredentials.Parse(http.Request.Headers.Authorization), c => c.IsAdministrator);
        if (whyNot is not null)
        {
            audit.Record(http.Request.Path, caller?.Actor, whyNot, peer.ToString());
            http.Response.Headers[HeaderNames.WWWAuthenticate] = Challenge;
            return Results.Unauthorized();
        }
        http.Response.Headers.CacheControl = "no-store";
        return IsShown(http.GetEndpoint()) ? await next(context) : Results.NotFound();
    }

    // By the route that was chosen: a path can be written in several ways.
    private static bool IsShown(Endpoint? endpoint) => endpoint is RouteEndpoint { RoutePattern.PathSegments: var segments }
        && (segments.Count < 2 || (segments[1].Parts is [RoutePatternLiteralPart name] && Shown.Contains(name.Content)));
}
