using System.Diagnostics;

namespace AccessGovernance.EventLog.Telemetry;

/// <summary>
/// One append, from its call to its end: told as a duration by engine and outcome, and as a span. To be begun in the asynchronous method that
/// awaits the append, so that the span is nobody else's parent; ended once.
/// </summary>
internal readonly struct AppendWatch
{
    private readonly string engine;
    private readonly long begun;
    private readonly Activity? span;

    private AppendWatch(string engine, Activity? span) => (this.engine, this.span, begun) = (engine, span, TimeProvider.System.GetTimestamp());

    public static AppendWatch Begin(string engine, string? stream, int events)
    {
        var span = LogTelemetry.Spans.StartActivity("append");
        span?.SetTag("accessgovernance.engine", engine);
        span?.SetTag("accessgovernance.stream.category", CategoryOf(stream));
        span?.SetTag("accessgovernance.events", events);
        return new(engine, span);
    }

    public AppendResult Ended(AppendResult result)
    {
        span?.SetTag("accessgovernance.position", (result as Appended)?.LastPosition);
        End(result is Appended ? "appended" : "conflict");
        return result;
    }

    public void Failed(Exception reason)
    {
        span?.SetStatus(ActivityStatusCode.Error, reason.GetType().Name);
        End(reason switch
        {
            OperationCanceledException => "abandoned",
            OutcomeUnknownException => "unknown",
            _ => "refused",
        });
    }

    private void End(string outcome)
    {
        LogTelemetry.AppendSeconds.Record(TimeProvider.System.GetElapsedTime(begun).TotalSeconds, new("engine", engine), new("outcome", outcome));
        span?.Dispose();
    }

    // Of the categories that there are: nobody's id becomes a category by having no dash.
    private static string CategoryOf(string? stream) => stream?.Split('-', 2) switch
    {
        [("identity" or "entitlement" or "application" or "conferrals" or "tokens" or "snapshots" or "import" or "observation") and var category, _]
            => category,
        null => "many",
        _ => "other",
    };
}
