using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using AccessGovernance.Bench.Benches;
using AccessGovernance.Bench.Engines;
using AccessGovernance.Bench.Histories;

namespace AccessGovernance.Bench;

/// <summary>The benches of the access history on made-up organisations, and the client process that they start.</summary>
internal static class HistoryCommands
{
    private const string Postgres = "postgres";
    private const string Sqlite = "sqlite";
    private const long MaxQuestions = 1_000_000_000;
    private const long MaxItems = 20_000_000;
    private const long MaxUsers = 1_000_000;

    private static readonly string Allowed = $"{HistoryShape.MinFacts} to {HistoryShape.MaxFacts}";

    public static Command Scale(Option<double> seconds)
    {
        var facts = new Option<int[]>("--facts")
        {
            Description = $"Sizes of the history in grants, {Allowed}, separated by commas",
            HelpName = "N[,N...]",
            CustomParser = Sizes,
            DefaultValueFactory = _ => [100_000, 1_000_000],
        };
        return BenchCommands.Bench("history-scale", "The index of the access history in memory, at several sizes", [facts, seconds], (parsed, _) =>
            Task.FromResult(HistoryScaleBench.Run(parsed.GetRequiredValue(facts), parsed.GetValue(seconds))));
    }

    public static Option<string> PostgresPrograms() => new("--postgres-programs")
    {
        Description = "Directory of PostgreSQL's programs", HelpName = "DIR", DefaultValueFactory = _ => PostgresServer.DefaultPrograms,
    };

    public static Command TimeMachine(Option<string?> server, Option<double> seconds)
    {
        var facts = Size();
        var against = new Option<string[]>("--against") { Description = "What to compare with; may be repeated", HelpName = $"{Postgres}|{Sqlite}" };
        against.AcceptOnlyFromAmong(Postgres, Sqlite);
        var programs = PostgresPrograms();
        var data = new Option<string?>("--data")
        {
            Description = "Data directory of the server: filled if it has no history, and kept [default: one that goes]", HelpName = "DIR",
        };
        var alone = new Option<bool>("--no-grpc") { Description = "Leave the server out" };
        return BenchCommands.Bench("time-machine", "The same facts and questions in the index, over gRPC, in PostgreSQL and in SQLite",
            [facts, against, server, data, alone, programs, seconds], (parsed, cancellation) =>
        {
            var rivals = parsed.GetValue(against) ?? [];
            return TimeMachineBench.Run(new TimeMachineSettings(
                parsed.GetValue(facts),
                parsed.GetValue(alone) ? null : BenchCommands.DirectoryOf(parsed),
                parsed.GetValue(data),
                rivals.Contains(Postgres) ? parsed.GetValue(programs) : null,
                rivals.Contains(Sqlite),
                parsed.GetValue(seconds)), cancellation);
        });
    }

    public static Command Ingest(Option<double> seconds)
    {
        var facts = Size();
        return BenchCommands.Bench("ingest", "From a log in memory into the index while questions are asked", [facts, seconds], (parsed, cancellation) =>
            IngestBench.Run(parsed.GetValue(facts), parsed.GetValue(seconds), cancellation));
    }

    public static Command Agreement()
    {
        var questions = Bounded("--questions", 100_000, MaxQuestions, "Random questions");
        var seed = Bounded("--seed", 1, long.MaxValue / 2, "The same seed asks the same");
        return BenchCommands.Bench("agreement", "Random questions answered by the index and by a naive model: all must be equal", [questions, seed],
            (parsed, cancellation) => Task.FromResult(AgreementBench.Run(parsed.GetValue(questions), (ulong)parsed.GetValue(seed), cancellation)));
    }

    public static Command Review(Option<int> repetitions)
    {
        var items = Bounded("--items", 1_000_000, MaxItems, "Things that are reviewed, about");
        var unowned = Bounded("--unowned", 100, MaxItems, "Accounts of nobody known, reviewed too");
        return BenchCommands.Bench("review", "A campaign over everything: preview, launch, work lists, answers, close", [items, unowned, repetitions],
            (parsed, cancellation) => ReviewBench.Run(BenchCommands.DirectoryOf(parsed),
                new((int)parsed.GetValue(items), (int)parsed.GetValue(unowned)), parsed.GetValue(repetitions), cancellation));
    }

    public static Command Candidates(Option<int> repetitions)
    {
        var users = Bounded("--users", 5_000, MaxUsers, "Users");
        var permissions = Bounded("--permissions", 500, MaxUsers, "Permissions");
        var roles = Bounded("--roles", 60, MaxUsers, "Roles that are planted among them");
        var seed = Bounded("--seed", 1, long.MaxValue / 2, "The same seed plants the same");
        return BenchCommands.Bench("candidates", "Role candidates from users among whom roles were planted", [users, permissions, roles, seed, repetitions],
            (parsed, cancellation) => Task.FromResult(CandidatesBench.Run(
                new((int)parsed.GetValue(users), (int)parsed.GetValue(permissions), (int)parsed.GetValue(roles)), (ulong)parsed.GetValue(seed),
                parsed.GetValue(repetitions), cancellation)));
    }

    public static Command Client()
    {
        var task = new Option<string>("--task") { Required = true };
        var command = new Command(EngineClient.Mode) { Hidden = true, Options = { task } };
        command.SetAction((parsed, cancellation) => EngineClient.Answer(parsed.GetRequiredValue(task), cancellation));
        return command;
    }

    private static Option<int> Size() => new("--facts")
    {
        Description = $"Size of the history in grants, {Allowed}",
        HelpName = "N",
        CustomParser = given => OneSize(given),
        DefaultValueFactory = _ => 1_000_000,
    };

    private static int OneSize(ArgumentResult given)
    {
        var sizes = Sizes(given);
        if (sizes.Length > 1)
            given.AddError("--facts: one number is needed.");
        return sizes.FirstOrDefault();
    }

    private static Option<long> Bounded(string name, long otherwise, long most, string description)
    {
        var option = new Option<long>(name) { Description = $"{description} (1 to {most})", HelpName = "N", DefaultValueFactory = _ => otherwise };
        option.Validators.Add(given =>
        {
            var number = given.GetValue(option);
            if (number < 1 || number > most)
                given.AddError($"{name}: must be 1 to {most}.");
        });
        return option;
    }

    private static int[] Sizes(ArgumentResult given)
    {
        var sizes = new List<int>();
        foreach (var part in given.Tokens[0].Value.Split(','))
        {
            if (int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
                && size is >= HistoryShape.MinFacts and <= HistoryShape.MaxFacts)
                sizes.Add(size);
            else
                given.AddError($"--facts: '{part}' is not a number from {Allowed}.");
        }
        return [.. sizes];
    }
}
