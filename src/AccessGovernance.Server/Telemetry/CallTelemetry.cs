using System.Diagnostics;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace AccessGovernance.Server.Telemetry;

/// <summary>Stands around every call, admitted or not: measures it, and begins and ends its span.</summary>
internal sealed class CallTelemetry(TimeProvider time) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        var call = Begin(context);
        try
        {
            var answer = await continuation(request, context);
            call.End(StatusCode.OK);
            return answer;
        }
        catch (Exception e) when (call.Fails(e))
        {
            throw;
        }
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(TRequest request,
        IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        Watch(context, () => continuation(request, responseStream, context));

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        var call = Begin(context);
        try
        {
            var answer = await continuation(requestStream, context);
            call.End(StatusCode.OK);
            return answer;
        }
        catch (Exception e) when (call.Fails(e))
        {
            throw;
        }
    }

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        Watch(context, () => continuation(requestStream, responseStream, context));

    private async Task Watch(ServerCallContext context, Func<Task> continuation)
    {
        var call = Begin(context);
        try
        {
            await continuation();
            call.End(StatusCode.OK);
        }
        catch (Exception e) when (call.Fails(e))
        {
            throw;
        }
    }

    private Measured Begin(ServerCallContext context)
    {
        var kind = CallKinds.Find(context.Method);
        return new(kind, time, time.GetTimestamp(), kind is null ? null : CallSpans.Start(kind, context));
    }

    private readonly record struct Measured(CallKind? Kind, TimeProvider Time, long Begun, Activity? Span)
    {
        public void End(StatusCode status)
        {
            if (Kind is not null)
                CallMetrics.Ended(Kind, Time.GetElapsedTime(Begun), status);
            if (Span is not null)
                CallSpans.End(Span, status);
        }

        /// <summary>Always false: as a filter it sees the exception pass, and nothing is thrown a second time.</summary>
        public bool Fails(Exception e)
        {
            End(e is RpcException known ? known.StatusCode : StatusCode.Internal);
            return false;
        }
    }
}
