using System.CommandLine;
using System.Diagnostics;
using AccessGovernance.Cli.Quickstart;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.EventStores;

/// <summary>
/// The family <c>eventstore</c>. What a server relies on is known by the server: its program, which lies beside agctl, is started to try it.
/// </summary>
internal static class EventStoreCommands
{
    private const string ConnectionVariable = "ACCESSGOVERNANCE_EVENTSTORE";

    private static readonly Argument<string?> Connection = new("CONNECTION")
    {
        Description = $"esdb://user:password@host:2113, with options; otherwise {ConnectionVariable}, which nobody sees in a list of processes",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string> ServerDirectory = new("--server-dir")
    {
        Description = "Where the server's program is; otherwise server/ beside agctl",
        HelpName = "DIR",
        DefaultValueFactory = _ => ServerProgram.DefaultDirectory,
    };

    public static Command Create(CommandRunner runner) => new DocumentedCommand(
        "eventstore", "Says whether an EventStoreDB or KurrentDB can keep the history.", "agctl eventstore verify esdb://localhost:2113?tls=false")
        .With(
            runner.Running(
                new DocumentedCommand(
                    "verify",
                    "Tries everything that a history relies on, in scratch streams of the server, and says a line for each.",
                    "agctl eventstore verify esdb+discover://cluster.example:2113?tlsCaFile=/etc/ssl/store-ca.pem")
                    .With([Connection, ServerDirectory]),
                VerifyAsync));

    private static async Task<ExitCode> VerifyAsync(CommandRun run)
    {
        var connection = run.Find(Connection) ?? run.Surroundings.Environment(ConnectionVariable)
            ?? throw CommandFailed.Usage("no event store is named", $"Give its connection string, or set {ConnectionVariable}.");
        var program = ServerProgram.Find(run.Get(ServerDirectory)!);
        program.ArgumentList.Add("verify-eventstore");
        // Not on its command line, where everybody on this machine could read the password.
        program.Environment[ConnectionVariable] = connection;
        using var process = Process.Start(program)
            ?? throw new CommandFailed(ExitCode.Failed, $"'{program.FileName}' cannot be started",
                "Build agctl again: dotnet build tools/AccessGovernance.Cli");
        try
        {
            await Task.WhenAll(
                Relay(process.StandardOutput, run.Surroundings.Out, run.Cancellation), Relay(process.StandardError, run.Surroundings.Error, run.Cancellation));
            await process.WaitForExitAsync(run.Cancellation);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
        return process.ExitCode == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private static async Task Relay(TextReader from, TextWriter to, CancellationToken cancellation)
    {
        while (await from.ReadLineAsync(cancellation) is { } line)
            await to.WriteLineAsync(line);
    }
}
