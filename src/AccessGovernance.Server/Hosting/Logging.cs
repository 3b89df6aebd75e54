namespace AccessGovernance.Server.Hosting;

/// <summary>What the server says on its standard output: warnings and its own milestones, no request contents.</summary>
internal static class Logging
{
    public static void Configure(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat, console.UseUtcTimestamp) = (true, "yyyy-MM-ddTHH:mm:ss.fffZ ", true));
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
