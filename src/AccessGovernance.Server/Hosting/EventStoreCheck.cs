using System.CommandLine;
using AccessGovernance.EventLog.EventStoreDb.Verifying;

namespace AccessGovernance.Server.Hosting;

/// <summary>
/// The command <c>verify-eventstore</c>: tries on an EventStoreDB what a history relies on, and says a line for each. Starts no server and
/// touches no data directory. The exit code is 1 when something is not as it should be.
/// </summary>
internal static class EventStoreCheck
{
    public static Command Command()
    {
        var connection = new Option<string?>("--eventstore") { Description = "As for the server; otherwise ACCESSGOVERNANCE_EVENTSTORE" };
        var command = new Command("verify-eventstore", "Tries on an EventStoreDB, in scratch streams, everything that a history relies on.");
        command.Options.Add(connection);
        command.SetAction((parsed, cancellation) =>
        {
            string[] given = parsed.GetValue(connection) is { } typed ? [typed] : [];
            return Run(OptionReader.Read(null, given.ToDictionary(_ => "eventstore")), parsed.InvocationConfiguration.Output, cancellation);
        });
        return command;
    }

    private static async Task<int> Run(ServerOptions options, TextWriter output, CancellationToken cancellation)
    {
        var settings = options.EventStore
            ?? throw new StartException("no event store is named", "give --eventstore esdb://user:password@host:2113");
        foreach (var warning in settings.Warnings)
            await output.WriteLineAsync($"warning  {warning}");
        var failed = 0;
        await foreach (var finding in new StoreVerification(settings, TimeProvider.System).Run(cancellation))
        {
            failed += finding.IsTrue ? 0 : 1;
            await output.WriteLineAsync($"{(finding.IsTrue ? "ok" : "FAILED"),-7}  {finding.What} ({finding.Detail})");
        }
        await output.WriteLineAsync(failed == 0
            ? "The event store does everything that a history relies on."
            : $"{failed} of these are not as they should be.");
        return failed == 0 ? 0 : 1;
    }
}
