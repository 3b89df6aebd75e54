namespace AccessGovernance.Server.Hosting;

/// <summary>What the server says on its standard output: warnings and its own milestones, no request contents.</summary>
internal static class Logging
{
    private const string TimeForm = "yyyy-MM-ddTHH:mm:ss.fffZ";

    /// <param name="format">"text": a line each; "json": an object each, with the trace that it belongs to.</param>
    public static void Configure(ILoggingBuilder logging, string format)
    {
        logging.ClearProviders();
        if (format == "json")
            logging.AddJsonConsole(console => (console.IncludeScopes, console.TimestampFormat, console.UseUtcTimestamp) = (true, TimeForm, true));
        else
            logging.AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat, console.UseUtcTimestamp) = (true, TimeForm + " ", true));
        logging.Configure(scopes => scopes.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("AccessGovernance", LogLevel.Information);
        logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        // Takes the machine's uptime for its own at every start, and warns of it.
        logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.None);
        // Whoever listens here, if only for what never happens, has an activity made for every call.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // A failed start is told once, by the program, with what to do.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        // Refusals are answers, not errors; defects are logged where they are mapped.
        logging.AddFilter("Grpc", LogLevel.Critical);
    }
}
