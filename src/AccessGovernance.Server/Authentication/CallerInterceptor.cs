using AccessGovernance.Directory;
using AccessGovernance.Server.Requests;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace AccessGovernance.Server.Authentication;

/// <summary>
/// Stands before every method: verifies the bearer token, checks that a role of it may call the method, counts the call against the
/// caller's rate, and turns what is thrown into rich statuses. Default deny.
/// </summary>
public sealed class CallerInterceptor(
    BearerTokens tokens, CallerRates rates, DenialAudit audit, ErrorMapper errors, DirectoryReader directory, NodeClock clock) : Interceptor
{
    private const string Scheme = "Bearer ";

    public static CallerPrincipal CallerOf(ServerCallContext context) => context.GetHttpContext().Features.Get<CallerPrincipal>()
        ?? throw new InvalidOperationException("Nobody was admitted to this call.");

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await Admit(context);
            return await continuation(request, context);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Failed(e, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(TRequest request,
        IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await Admit(context);
            await continuation(request, responseStream, context);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Failed(e, context);
        }
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await Admit(context);
            return await continuation(new ClientStream<TRequest>(requestStream), context);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Failed(e, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await Admit(context);
            await continuation(new ClientStream<TRequest>(requestStream), responseStream, context);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Failed(e, context);
        }
    }

    /// <summary>The status of an error, after a denial went to the audit file.</summary>
    public RpcException Failed(Exception e, ServerCallContext context)
    {
        if (e is RpcException known)
            return known;
        var failure = errors.ToRpc(e, context);
        if (failure.StatusCode == StatusCode.PermissionDenied)
            audit.Record(context.Method, ActorOf(context), ReasonOf(e), context.Peer);
        return failure;
    }

    /// <summary>
    /// Admits one more message of a stream that was admitted before: the token may have expired or been revoked since, and every message
    /// counts against the caller's rate.
    /// </summary>
    /// <exception cref="RpcException">It is not admitted.</exception>
    public void Readmit(ServerCallContext context)
    {
        RequireLive(context);
        var caller = CallerOf(context);
        if (!rates.TryTake(caller))
            throw errors.RateExceeded(rates.CallsPerSecond);
    }

    /// <summary>Lets an answer that was admitted before go on, unless the token has expired or been revoked since, or its identity may not act.</summary>
    /// <exception cref="RpcException">The token is no longer good.</exception>
    /// <exception cref="DeniedException">The identity is suspended or terminated.</exception>
    public void RequireLive(ServerCallContext context)
    {
        var caller = CallerOf(context);
        if (!tokens.IsLive(caller))
            throw Unauthenticated(context, "TOKEN_INVALID");
        RequireActive(caller);
    }

    /// <summary>
    /// The caller, admitted and counted, if it takes no more than to look. Null says nothing against the call: the interceptor is to judge it.
    /// Whoever hands an admitted call on to it sets the caller as a feature, so that the call counts once.
    /// </summary>
    public CallerPrincipal? TryAdmit(HttpContext http, string method)
    {
        var header = (string?)http.Request.Headers.Authorization;
        if (header is null || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || tokens.Recall(header.AsSpan(Scheme.Length)) is not { } caller)
            return null;
        var isActive = caller.Identity is not { } identity || !directory.IsBarred(identity, clock.Now);
        return isActive && MayCall(caller, method) && rates.TryTake(caller) ? caller : null;
    }

    private async ValueTask Admit(ServerCallContext context)
    {
        if (MethodRoles.Anonymous.Contains(context.Method))
            return;
        var http = context.GetHttpContext();
        if (http.Features.Get<CallerPrincipal>() is not null)
            return;
        var header = (string?)http.Request.Headers.Authorization;
        var isBearer = header is not null && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);
        var caller = isBearer ? await tokens.Verify(header.AsMemory(Scheme.Length)) : null;
        if (caller is null)
            throw Unauthenticated(context, isBearer ? "TOKEN_INVALID" : "TOKEN_MISSING");
        http.Features.Set(caller);
        RequireActive(caller);
        if (!rates.TryTake(caller))
            throw errors.RateExceeded(rates.CallsPerSecond);
        if (!MayCall(caller, context.Method))
            throw new DeniedException("ROLE_MISSING", $"none of the token's roles may call {context.Method}");
    }

    private static bool MayCall(CallerPrincipal caller, string method)
    {
        foreach (var role in MethodRoles.Of(method))
        {
            if (caller.Roles.Contains(role))
                return true;
        }
        return false;
    }

    // A token speaks for its identity only while that identity may act.
    private void RequireActive(CallerPrincipal caller)
    {
        if (caller.Identity is { } identity && directory.IsBarred(identity, clock.Now))
            throw new DeniedException("IDENTITY_NOT_ACTIVE", "the identity that the token names is suspended or terminated");
    }

    private RpcException Unauthenticated(ServerCallContext context, string reason)
    {
        audit.Record(context.Method, null, reason, context.Peer);
        return errors.Unauthenticated(reason);
    }

    private static string ReasonOf(Exception e) => e switch
    {
        DeniedException denied => denied.Reason,
        RefusedException refused => ErrorMapper.NameOf(refused.Refusal.Reason),
        _ => "DENIED",
    };

    private static string? ActorOf(ServerCallContext context) =>
        context.GetHttpContext().Features.Get<CallerPrincipal>()?.Actor;
}
