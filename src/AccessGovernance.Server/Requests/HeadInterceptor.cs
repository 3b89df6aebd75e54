using AccessGovernance.EventLog;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Telemetry;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace AccessGovernance.Server.Requests;

/// <summary>
/// Stands between admission and the methods where others write to the history too: marks what was heard before a call reads anything, and lets an
/// answer as of now go only while that holds. A call that finds it broken is made once more from its beginning: questions change nothing, and
/// commands are known by their request ids. Streams judge their parts themselves.
/// </summary>
internal sealed class HeadInterceptor(PresentHead head, CallerInterceptor callers) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        if (CallKinds.Find(context.Method) is not { } kind)
            return await continuation(request, context);
        try
        {
            return await Answer(request, context, continuation, kind.Form);
        }
        catch (HeadNotHeardException)
        {
            await head.Wait(context.CancellationToken);
            return await Answer(request, context, continuation, kind.Form);
        }
    }

    private async Task<TResponse> Answer<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation, CallForm form)
        where TRequest : class
        where TResponse : class
    {
        head.Enter(context);
        // Again, as it was admitted before the mark.
        callers.RequireLive(context);
        // What a command has recorded is recorded: it was judged before.
        if (form != CallForm.Question)
            return await continuation(request, context);
        try
        {
            var response = await continuation(request, context);
            head.RequireStill(context);
            return response;
        }
        // That something is not there, or not within reach, is an answer too.
        catch (Exception e) when (e is UnknownResourceException or DeniedException)
        {
            head.RequireStill(context);
            throw;
        }
    }
}
