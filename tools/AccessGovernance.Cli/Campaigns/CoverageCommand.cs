using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Questions;
using AccessGovernance.Cli.Shell;
using Google.Protobuf.WellKnownTypes;

namespace AccessGovernance.Cli.Campaigns;

/// <summary><c>coverage</c>: what nobody reviewed lately, counted by application, or row by row in a file.</summary>
internal static class CoverageCommand
{
    private static readonly Option<int> Months = new("--months")
    {
        Description = "How far back a review counts", HelpName = "N", DefaultValueFactory = _ => 12,
    };

    private static readonly Option<Timestamp?> At = Inputs.Time("--at", "The instant whose access is looked at; otherwise now");
    private static readonly Option<string[]> Applications = new("--application")
    {
        Description = "Only access in this application; may be given several times", HelpName = "ID",
    };

    private static readonly Option<string?> Out = Inputs.Text("--out", "FILE", "Write the rows as .csv or .parquet, or the counts as .json");
    private static readonly Option<string?> Exactly = Inputs.Text("--exactly", "TOKEN", "As of exactly this token of an earlier answer");
    private static readonly Option<bool> Replace = new("--replace") { Description = "Replace the file if it is there" };

    private static readonly IReadOnlyList<Column> Columns =
    [
        new("application"), new("held"), new("reviewed"), new("not_reviewed"), new("never"), new("not_answered"), new("granted_anew"),
        new("too_long_ago"), new("under_review"),
    ];

    public static DocumentedCommand Create(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "coverage", "Access that no campaign has reviewed in the last months: counts by application, and the rows with --out.",
            "agctl coverage", "agctl coverage --months 6 --application erp --out not-reviewed.csv")
            .With(Months, At, Applications, Out, Exactly, Replace),
        AskAsync);

    private static async Task<ExitCode> AskAsync(CommandRun run)
    {
        var question = new CoverageQuestion
        {
            ValidAt = run.Time(At), Months = run.Get(Months), Applications = { (run.Get(Applications) ?? []).Select(ResourceName.Application) },
        };
        var request = new GetReportRequest { Kind = ReportKind.Coverage, Coverage = question, Exactly = run.Text(Exactly) };
        if (run.Has(Out))
            return await ReportDownload.WriteAsync(run, request, run.Text(Out), run.Get(Replace));
        var (summary, end) = await ReportDownload.SummaryAsync(run, request);
        run.Print.List(new Listing("applications", Columns, [.. summary["applications"]!.AsArray().Select(a => a!.DeepClone().AsObject())])
        {
            About = new JsonObject
            {
                ["valid_at"] = TimeText.Show(end.ValidAt), ["months"] = question.Months, ["not_reviewed"] = end.Rows, ["query"] = end.Query,
                ["rows_sha256"] = end.ItemsSha256, ["generator_version"] = end.GeneratorVersion, ["basis"] = BasisView.Json(end.Basis),
            },
            Notes =
            [
                string.Create(CultureInfo.InvariantCulture,
                    $"{end.Rows} rows were not reviewed in the {question.Months} months before {TimeText.Show(end.ValidAt)}."),
                .. BasisView.Notes(end.Basis),
            ],
        });
        return ExitCode.Ok;
    }
}
