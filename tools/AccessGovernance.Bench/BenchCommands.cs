using System.CommandLine;
using AccessGovernance.Bench.Benches;
using AccessGovernance.Bench.Hosts;
using AccessGovernance.Bench.Load;

namespace AccessGovernance.Bench;

/// <summary>The command line: one sub-command for each bench, and the hidden ones that this program starts itself with.</summary>
internal static class BenchCommands
{
    private static readonly Option<string?> Server = new("--server")
    {
        Description = "Directory of a published server [default: the one built with this bench]",
    };
    private static readonly Option<int> InFlight = new("--in-flight") { Description = "Calls in flight", DefaultValueFactory = _ => 64 };
    private static readonly Option<int> Repetitions = new("--repetitions") { Description = "Measurements of each thing", DefaultValueFactory = _ => 7 };
    private static readonly Option<double> Seconds = new("--seconds") { Description = "Length of each measurement", DefaultValueFactory = _ => 4 };
    private static readonly Option<double> WarmUp = new("--warm-up")
    {
        Description = "Seconds of each load before it is measured", DefaultValueFactory = _ => 8,
    };

    public static RootCommand Root()
    {
        var root = new RootCommand("Measures the product against what its parts cost. Ends with one line of JSON.");
        root.Subcommands.Add(OfLoad("check", "CheckAccess against a bare echo", CheckBench.Run));
        root.Subcommands.Add(OfLoad("command", "GrantAccess against raw SQLite and an empty grain", CommandBench.Run));
        root.Subcommands.Add(Append());
        root.Subcommands.Add(Cluster());
        root.Subcommands.Add(Replay());
        root.Subcommands.Add(Import());
        root.Subcommands.Add(Start());
        root.Subcommands.Add(HistoryCommands.Scale(Seconds));
        root.Subcommands.Add(HistoryCommands.TimeMachine(Server, Seconds));
        root.Subcommands.Add(HistoryCommands.Ingest(Seconds));
        root.Subcommands.Add(HistoryCommands.Agreement());
        root.Subcommands.Add(HistoryCommands.Review(Repetitions));
        root.Subcommands.Add(HistoryCommands.Candidates(Repetitions));
        root.Subcommands.Add(HistoryCommands.Client());
        root.Subcommands.Add(Floor(RunningFloor.EchoMode, withSilo: false));
        root.Subcommands.Add(Floor(RunningFloor.GrainMode, withSilo: true));
        return root;
    }

    private static Command OfLoad(string name, string description, Func<LoadSettings, CancellationToken, Task<Report>> run) =>
        Bench(name, description, [Server, InFlight, Repetitions, Seconds, WarmUp],
            (parsed, cancellation) => run(Load(parsed), cancellation));

    private static Command Append()
    {
        var engine = new Option<string>("--engine") { Description = "Of the log", DefaultValueFactory = _ => AppendBench.Sqlite };
        engine.AcceptOnlyFromAmong(AppendBench.Sqlite, AppendBench.EventStoreDb);
        return Bench("append", "Appends by an engine of the log against the raw store", [engine, Server, InFlight, Repetitions, Seconds, WarmUp],
            (parsed, cancellation) => AppendBench.Run(parsed.GetValue(engine)!, Load(parsed), cancellation));
    }

    private static Command Cluster()
    {
        var programs = HistoryCommands.PostgresPrograms();
        return Bench("cluster", "Commands and reads on two silos against one, on the same cores", [programs, Server, InFlight, Repetitions, Seconds, WarmUp],
            (parsed, cancellation) => ClusterBench.Run(Load(parsed), parsed.GetValue(programs)!, cancellation));
    }

    private static Command Replay()
    {
        var events = new Option<long>("--events") { Description = "Length of the history", DefaultValueFactory = _ => 1_000_000 };
        var data = new Option<string?>("--data") { Description = "Data directory: filled if it has no history, and kept [default: one that goes]" };
        return Bench("replay", "From the log on disk into the index of the access history", [events, data, Repetitions], (parsed, cancellation) =>
            ReplayBench.Run(parsed.GetValue(data), parsed.GetValue(events), parsed.GetValue(Repetitions), cancellation));
    }

    private static Command Import()
    {
        var file = new Option<string?>("--file") { Description = "A history of the import form [default: one is made up]" };
        return Bench("import", "An old history into an empty server", [Server, Repetitions, file], (parsed, cancellation) =>
            ImportBench.Run(DirectoryOf(parsed), parsed.GetValue(file), parsed.GetValue(Repetitions), cancellation));
    }

    private static Command Start() => Bench("start", "Start and idle memory of a published server", [Server, Repetitions],
        (parsed, cancellation) => StartBench.Run(parsed.GetValue(Server), parsed.GetValue(Repetitions), cancellation));

    /// <summary>A sub-command that prints a report at its end.</summary>
    public static Command Bench(
        string name, string description, IEnumerable<Option> options, Func<ParseResult, CancellationToken, Task<Report>> run)
    {
        var command = new Command(name, description);
        foreach (var option in options)
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellation) =>
        {
            var report = await run(parsed, cancellation);
            await report.Print(Console.Out);
            return 0;
        });
        return command;
    }

    private static Command Floor(string name, bool withSilo)
    {
        var port = new Option<int>("--port") { Required = true };
        var command = new Command(name) { Hidden = true, Options = { port } };
        command.SetAction((parsed, cancellation) => FloorHost.Run(parsed.GetValue(port), withSilo, cancellation));
        return command;
    }

    private static LoadSettings Load(ParseResult parsed) => new(DirectoryOf(parsed), parsed.GetValue(InFlight), parsed.GetValue(Repetitions),
        parsed.GetValue(Seconds), parsed.GetValue(WarmUp));

    /// <summary>Where the server's assembly lies.</summary>
    public static string DirectoryOf(ParseResult parsed) => parsed.GetValue(Server) ?? AppContext.BaseDirectory;
}
