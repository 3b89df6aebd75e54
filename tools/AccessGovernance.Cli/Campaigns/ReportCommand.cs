using System.CommandLine;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Campaigns;

/// <summary><c>campaign report</c>: the report in a file, which gets its name only once all bytes are in it and their hash is the server's.</summary>
internal static class ReportCommand
{
    private static readonly Argument<string?> Campaign = new("CAMPAIGN")
    {
        Description = "The campaign's UUID; left out for a trend, and for open remediation of all campaigns", Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<ReportKind> Kind = Inputs.Word("--kind", "What it is of", ReportKind.Items);
    private static readonly Option<string?> Definition = Inputs.Text("--definition", "ID", "The definition whose campaigns a trend goes over");
    private static readonly Option<string> Out = new("--out")
    {
        Description = "The file to write; its extension says the format", HelpName = "FILE", Required = true,
    };

    private static readonly Option<string?> Exactly = Inputs.Text("--exactly", "TOKEN", "As of exactly this token of an earlier answer");
    private static readonly Option<bool> Replace = new("--replace") { Description = "Replace the file if it is there" };

    public static DocumentedCommand Create(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "report",
            "Writes a report: rows as .csv or .parquet, for programs as .json, the summary of a campaign to be signed as .pdf. See also 'agctl coverage'.",
            "agctl campaign report 0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11 --out q3.csv",
            "agctl campaign report 0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11 --out q3.pdf",
            "agctl campaign report 0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11 --kind reviewers --out reviewers.csv",
            "agctl campaign report --kind open-remediation --out open.csv",
            "agctl campaign report --kind trend --definition 1c5e2b8f-7d2e-8b48-8e54-3a7a6e1e8d22 --out trend.json")
            .With(Campaign, Kind, Definition, Out, Exactly, Replace),
        WriteAsync);

    private static Task<ExitCode> WriteAsync(CommandRun run)
    {
        if (run.Get(Kind) == ReportKind.Coverage)
            throw CommandFailed.Usage("coverage is of no campaign", "Run: agctl coverage --out FILE");
        var request = new GetReportRequest
        {
            Campaign = run.Find(Campaign) is { } campaign ? ResourceName.Campaign(campaign) : "", Kind = run.Get(Kind),
            Definition = run.Has(Definition) ? ResourceName.Definition(run.Text(Definition)) : "", Exactly = run.Text(Exactly),
        };
        return ReportDownload.WriteAsync(run, request, run.Get(Out)!, run.Get(Replace));
    }
}
