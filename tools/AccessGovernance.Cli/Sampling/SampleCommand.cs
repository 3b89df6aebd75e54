using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using AccessGovernance.Cli.Quickstart;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Sampling;

/// <summary><c>sample</c>: writes an invented organisation as a history file. Needs no server.</summary>
internal static class SampleCommand
{
    private static readonly Option<int> Identities = Number("--identities", 1_000, SampleSize.MinIdentities, SampleSize.MaxIdentities,
        "Identities that occur, staff and services");

    private static readonly Option<int> Years = Number("--years", 5, 1, SampleSize.MaxYears, $"Years of history, up to {SampleSize.End:yyyy-MM-dd}");

    private static readonly Option<int> Seed = Number("--seed", 1, 0, int.MaxValue, "The same seed makes the same bytes");

    private static readonly Option<string?> Out = Inputs.Text("--out", "FILE", "A new file; otherwise standard output");

    public static Command Create(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "sample",
            "Writes an invented organisation as a history file, to be imported: departments, teams and managers, roles that confer roles "
            + "that confer permissions, joiners, movers and leavers, late and corrected records. The same numbers make the same bytes; "
            + $"identities x years are at most {SampleSize.MaxIdentityYears:N0}.",
            "agctl sample --identities 1000 --years 5 --seed 7 --out sample.tsv",
            "agctl sample --identities 200 --years 2 --seed 7")
            .With(Identities, Years, Seed, Out),
        Run);

    private static Task<ExitCode> Run(CommandRun run)
    {
        var size = new SampleSize(run.Get(Identities), run.Get(Years), (ulong)run.Get(Seed));
        if ((long)size.Identities * size.Years > SampleSize.MaxIdentityYears)
        {
            throw CommandFailed.Usage($"--identities x --years is {(long)size.Identities * size.Years:N0}; at most "
                + $"{SampleSize.MaxIdentityYears:N0} are allowed", "Ask for fewer identities or years.");
        }
        if (run.Has(Out))
            WriteFile(run, size, run.Text(Out));
        else
            HistoryText.Write(Sample.Rows(size, run.Cancellation), run.Surroundings.Out);
        return Task.FromResult(ExitCode.Ok);
    }

    private static void WriteFile(CommandRun run, SampleSize size, string path)
    {
        if (File.Exists(path))
            throw CommandFailed.Usage($"'{path}' exists already", "Name a new file with --out; nothing is written over.");
        try
        {
            var rows = WriteWhole(path, text => HistoryText.Write(Sample.Rows(size, run.Cancellation), text));
            var facts = new JsonObject { ["file"] = path, ["rows"] = rows, ["identities"] = size.Identities, ["years"] = size.Years };
            run.Print.Outcome($"[green]ok[/]  {rows:N0} rows written", facts, [$"Next: agctl import history {path} --source Sample"]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandFailed.Usage($"'{path}' cannot be written: {e.Message}", "Name another file with --out.");
        }
    }

    /// <summary>The whole file or none.</summary>
    private static long WriteWhole(string path, Func<TextWriter, long> write)
    {
        var unfinished = path + ".new";
        try
        {
            using var text = new StreamWriter(unfinished, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16);
            var rows = write(text);
            text.Close();
            File.Move(unfinished, path);
            return rows;
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    private static Option<int> Number(string name, int otherwise, int least, int most, string description) => new(name)
    {
        Description = $"{description} ({least} to {most})",
        HelpName = "N",
        DefaultValueFactory = _ => otherwise,
        CustomParser = result => Parsing.Value(result, text =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
                ? number
                : throw new FormatException($"'{text}' is not a whole number from {least} to {most}")),
    };
}
