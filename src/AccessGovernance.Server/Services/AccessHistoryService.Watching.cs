using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using Grpc.Core;

namespace AccessGovernance.Server.Services;

public sealed partial class AccessHistoryServiceV1
{
    public override async Task WatchHistory(
        WatchHistoryRequest request, IServerStreamWriter<WatchHistoryResponse> responseStream, ServerCallContext context)
    {
        var caller = CallerInterceptor.CallerOf(context);
        AppId? application = request.Application.Length == 0 ? null : Names.Application("application", request.Application);
        EntitlementId? entitlement = request.Entitlement.Length == 0 ? null : Names.Entitlement("entitlement", request.Entitlement);
        IdentityId? identity = request.Identity.Length == 0 ? null : Names.Identity("identity", request.Identity);
        var after = await questions.PositionAfter(request.After, context);
        RequireKnown(caller, application, entitlement, identity);
        var filter = new WatchFilter(identity, e => (entitlement is null || e == entitlement)
            && (application is null || History.ApplicationOf(e, clock.Now, History.Latest) == application) && Sees(caller, e), e => Sees(caller, e));
        await watches.Run(filter, after, message =>
        {
            callers.RequireLive(context);
            message.LimitedToScope = !caller.IsUnscoped;
            return responseStream.WriteAsync(message);
        }, context.CancellationToken);
    }

    private void RequireKnown(CallerPrincipal caller, AppId? application, EntitlementId? entitlement, IdentityId? identity)
    {
        var latest = History.Latest;
        if (application is { } app)
        {
            caller.RequireScope(app, "application");
            if (!History.IsDefined(app, latest))
                throw new UnknownResourceException("application", Names.Of(app));
        }
        if (entitlement is { } asked)
        {
            RequireScope(caller, asked);
            if (!History.IsDefined(asked, latest))
                throw new UnknownResourceException("entitlement", Names.Of(asked));
        }
        if (identity is { } holder && !History.IsRegistered(holder, latest))
            throw new UnknownResourceException("identity", Names.Of(holder));
    }
}
