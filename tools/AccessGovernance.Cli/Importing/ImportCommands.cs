using System.CommandLine;
using System.Text.Json.Nodes;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Importing;

/// <summary>The family <c>import</c>.</summary>
internal static class ImportCommands
{
    private static readonly Argument<string> FileName = new("FILE")
    {
        Description = "Tab separated, with the header: " + string.Join(' ', HistoryReader.Columns),
    };

    private static readonly Option<string?> Source = new("--source")
    {
        Description = "Name of the system of record; also the application that unknown entitlements are defined under",
        HelpName = "NAME",
        Required = true,
    };

    private static readonly Option<string?> Report = Inputs.Text(
        "--report", "FILE", "Where rejected rows are written; otherwise FILE.rejected.tsv");

    public static Command Create(CommandRunner runner) => new DocumentedCommand(
        "import", "Brings old records in.", "agctl import history kubernetes-org-history.tsv --source kubernetes")
        .With(runner.Running(
            new DocumentedCommand(
                "history",
                "Imports old history with its own two clocks. The whole file is checked first: if it is wrong anywhere, nothing is sent.",
                "agctl import history access-2020-2025.tsv --source \"Old IAM\"",
                "agctl import history access-2020-2025.tsv --source \"Old IAM\" --report rejected.tsv --output json")
                .With(FileName, Source, Report),
            ImportAsync));

    /// <exception cref="CommandFailed">The file is not there, cannot be read, or is not a history file.</exception>
    public static HistoryFile Read(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return HistoryReader.Read(stream);
        }
        catch (HistoryFileProblem problem)
        {
            throw CommandFailed.Usage($"{path}: {problem.Message}", "Nothing was sent. Mend the file and run the command again.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandFailed.Usage($"'{path}' cannot be read: {e.Message}", "Nothing was sent. Check the path and its permissions.");
        }
    }

    /// <summary>Sends the file and shows how it gets on; rejected rows go to the report.</summary>
    public static Task<ImportCounts> SendAsync(CommandRun run, HistoryFile file, string source, RejectedRowsReport report)
    {
        var server = run.Server;
        return ImportDisplay.RunAsync(
            run.Surroundings, file.Rows.Count, progress => new HistoryImport(server, file, source, run.Surroundings.Clock)
        {
            Progress = progress,
            Rejected = report.Add,
            Resuming = run.Surroundings.Error.WriteLine,
        }.RunAsync(run.Cancellation));
    }

    private static async Task<ExitCode> ImportAsync(CommandRun run)
    {
        var path = run.Get(FileName);
        if (IdRule.Problem(run.Text(Source)) is { } problem)
            throw CommandFailed.Usage($"--source: {problem}", "Name the system of record that the file comes from.");
        var began = run.Surroundings.Clock.GetTimestamp();
        var file = Read(path);
        using var report = new RejectedRowsReport(run.Has(Report) ? run.Text(Report) : path + ".rejected.tsv", file);
        var counts = await SendAsync(run, file, run.Text(Source), report);
        Summarise(run, file, counts, report, run.Surroundings.Clock.GetElapsedTime(began));
        return counts.Rejected == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private static void Summarise(CommandRun run, HistoryFile file, ImportCounts counts, RejectedRowsReport report, TimeSpan took)
    {
        var facts = new JsonObject
        {
            ["rows"] = file.Rows.Count,
            ["accepted"] = counts.Accepted,
            ["repeated"] = counts.Repeated,
            ["rejected"] = counts.Rejected,
            ["seconds"] = Math.Round(took.TotalSeconds, 3),
            ["source"] = run.Text(Source),
            ["file_sha256"] = file.Sha256,
            ["report"] = counts.Rejected == 0 ? "" : report.Path,
        };
        var headline = counts.Rejected == 0 ? $"[green]ok[/]  {file.Rows.Count:N0} rows imported"
            : $"[yellow]rejected rows: {counts.Rejected:N0}[/]";
        string[] notes = counts.Rejected == 0 ? []
            : [$"Rejected rows are in '{report.Path}', each with line, field and reason."];
        run.Print.Outcome(headline, facts, notes);
    }
}
