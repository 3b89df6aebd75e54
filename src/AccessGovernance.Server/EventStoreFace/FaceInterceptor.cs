using AccessGovernance.EventLog;
using AccessGovernance.Server.Authentication;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace AccessGovernance.Server.EventStoreFace;

/// <summary>
/// Stands before every method of the face: who reads or writes streams is asked for credentials; gossip and features say nothing of the
/// history and are answered to anybody. What is thrown becomes a status that clients of EventStoreDB know.
/// </summary>
internal sealed partial class FaceInterceptor(IFaceDoor door, IHostApplicationLifetime lifetime, ILogger<FaceInterceptor> log) : Interceptor
{
    private const string StreamsService = "/event_store.client.streams.Streams/";

    /// <summary>Null for a call that was not admitted but is answered: a batch append, whose refusals are answers.</summary>
    public static IFaceCaller? CallerOf(ServerCallContext context) => context.GetHttpContext().Features.Get<IFaceCaller>();

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        Guard(context, () => continuation(request, context));

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
        Guard(context, () => continuation(requestStream, context));

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(TRequest request,
        IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        Guard(context, async () =>
        {
            await continuation(request, responseStream, context);
            return true;
        });

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        Guard(context, async () =>
        {
            await continuation(requestStream, responseStream, context);
            return true;
        });

    private async Task<T> Guard<T>(ServerCallContext context, Func<Task<T>> call)
    {
        try
        {
            if (context.Method.StartsWith(StreamsService, StringComparison.Ordinal))
                await Admit(context);
            return await call();
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Failed(e, context);
        }
    }

    private async ValueTask Admit(ServerCallContext context)
    {
        try
        {
            var caller = await door.Admit(Given(context), context);
            context.GetHttpContext().Features.Set(caller);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.PermissionDenied && context.Method.EndsWith("/BatchAppend", StringComparison.Ordinal))
        {
            context.GetHttpContext().Features.Set<IFaceCaller>(null);
        }
    }

    private static PasswordCredentials? Given(ServerCallContext context)
    {
        var header = context.RequestHeaders.GetValue("authorization");
        return PasswordCredentials.Parse(header) ?? (PasswordCredentials.IsBasic(header) ? throw FaceErrors.Unauthenticated() : null);
    }

    private RpcException Failed(Exception e, ServerCallContext context)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return FaceErrors.Stopping();
        switch (e)
        {
            case OperationCanceledException or IOException:
                return new RpcException(new Status(StatusCode.Cancelled, "The call was cancelled."));
            case LogRefusedException:
                return FaceErrors.Busy("it was not written; try again later");
            case OutcomeUnknownException:
                return FaceErrors.TimedOut("it is not known whether it was written; repeat it with the same ids");
            case DamagedLogException:
                LogDefect(log, e, context.Method);
                return new RpcException(new Status(StatusCode.DataLoss, "The stored history is damaged; the server's log says where."));
            default:
                LogDefect(log, e, context.Method);
                return new RpcException(new Status(StatusCode.Unknown, "Exception was thrown by handler."));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} of the EventStoreDB face failed")]
    private static partial void LogDefect(ILogger log, Exception e, string method);
}
