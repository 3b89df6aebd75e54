using Grpc.Core.Interceptors;

namespace AccessGovernance.Server.Tests.Running;

/// <summary>Puts the bearer token on every call, and a deadline where the test gives none.</summary>
internal sealed class Bearing(string? bearer) : Interceptor
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation) =>
        continuation(request, With(context));

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation) =>
        continuation(request, With(context));

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation) =>
        continuation(With(context));

    private ClientInterceptorContext<TRequest, TResponse> With<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context)
        where TRequest : class
        where TResponse : class
    {
        var headers = new Metadata();
        foreach (var given in context.Options.Headers ?? [])
            headers.Add(given);
        if (bearer is not null)
            headers.Add("authorization", "Bearer " + bearer);
        var options = context.Options.WithHeaders(headers);
        if (options.Deadline is null)
            options = options.WithDeadline((TimeProvider.System.GetUtcNow() + Longest).UtcDateTime);
        return new(context.Method, context.Host, options);
    }
}
