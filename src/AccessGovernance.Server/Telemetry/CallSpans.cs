using System.Diagnostics;
using Grpc.Core;

namespace AccessGovernance.Server.Telemetry;

/// <summary>
/// The first span of each call, below the caller's own trace where it sends one (W3C traceparent). Says which method and how it ended; nothing
/// of the request, of the caller or of anybody.
/// </summary>
internal static class CallSpans
{
    /// <summary>Name of the source of spans.</summary>
    public const string Name = "AccessGovernance.Server";

    private static readonly ActivitySource Source = new(Name);

    /// <summary>False while nobody listens.</summary>
    public static bool AreWanted => Source.HasListeners();

    /// <summary>Null while nobody listens.</summary>
    public static Activity? Start(CallKind call, ServerCallContext context)
    {
        if (!AreWanted)
            return null;
        var span = Source.StartActivity($"{call.Service}/{call.Name}", ActivityKind.Server, ParentOf(context));
        span?.SetTag("rpc.system", "grpc");
        span?.SetTag("rpc.service", call.Service);
        span?.SetTag("rpc.method", call.Name);
        return span;
    }

    public static void End(Activity span, StatusCode status)
    {
        span.SetTag("rpc.grpc.status_code", (int)status);
        if (status is StatusCode.Internal or StatusCode.DataLoss or StatusCode.Unknown or StatusCode.Unavailable)
            span.SetStatus(ActivityStatusCode.Error, status.ToString());
        span.Dispose();
    }

    /// <summary>What finds a call in logs and traces: the trace that it belongs to, or one of its own where nobody traces. 32 hexadecimal digits.</summary>
    public static string CorrelationOf(ServerCallContext context)
    {
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } current)
            return current.TraceId.ToHexString();
        var parent = ParentOf(context);
        return (parent == default ? ActivityTraceId.CreateRandom() : parent.TraceId).ToHexString();
    }

    private static ActivityContext ParentOf(ServerCallContext context)
    {
        var headers = context.GetHttpContext().Request.Headers;
        return ActivityContext.TryParse(headers.TraceParent, headers.TraceState, isRemote: true, out var parent) ? parent : default;
    }
}
