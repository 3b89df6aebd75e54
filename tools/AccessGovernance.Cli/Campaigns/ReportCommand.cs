using System.CommandLine;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Campaigns;

/// <summary><c>campaign report</c>: the report in a file, which gets its name only once all bytes are in it and their hash is the server's.</summary>
internal static class ReportCommand
{
    private static readonly Option<string> Out = new("--out")
    {
        Description = "The file to write; its extension says the format", HelpName = "FILE", Required = true,
    };

    private static readonly Option<string?> Exactly = Inputs.Text("--exactly", "TOKEN", "As of exactly this token of an earlier answer");
    private static readonly Option<bool> Replace = new("--replace") { Description = "Replace the file if it is there" };

    public static DocumentedCommand Create(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "report", "Writes a campaign's report: items as .csv, .json or .parquet, or the summary to be signed as .pdf.",
            "agctl campaign report 0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11 --out q3.csv",
            "agctl campaign report 0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11 --out q3.pdf")
            .With(CampaignCommands.Campaign, Out, Exactly, Replace),
        WriteAsync);

    private static async Task<ExitCode> WriteAsync(CommandRun run)
    {
        var request = new GetReportRequest
        {
            Campaign = ResourceName.Campaign(run.Get(CampaignCommands.Campaign)), Format = FormatOf(run.Get(Out)!), Exactly = run.Text(Exactly),
        };
        using var call = run.Server.Campaigns.GetReport(request, run.Server.Stream(run.Cancellation));
        var end = await StreamedFile.WriteAsync(run, run.Get(Out)!, run.Get(Replace), "report", async write =>
        {
            while (await call.ResponseStream.MoveNext(run.Cancellation))
            {
                if (call.ResponseStream.Current.PartCase == GetReportResponse.PartOneofCase.End)
                    return (call.ResponseStream.Current.End, call.ResponseStream.Current.End.Sha256);
                await write(call.ResponseStream.Current.Chunk.Memory);
            }
            throw StreamedFile.CutOff();
        });
        run.Print.Outcome("[green]written[/]", new JsonObject
        {
            ["file"] = Path.GetFullPath(run.Get(Out)!), ["rows"] = end.Rows, ["sha256"] = end.Sha256, ["query"] = end.Query,
            ["valid_at"] = TimeText.Show(end.ValidAt), ["position"] = end.Basis?.Position ?? 0, ["generator_version"] = end.GeneratorVersion,
        }, []);
        return ExitCode.Ok;
    }

    private static ReportFormat FormatOf(string file) => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".csv" => ReportFormat.Csv,
        ".json" => ReportFormat.Json,
        ".pdf" => ReportFormat.Pdf,
        ".parquet" => ReportFormat.Parquet,
        var other => throw CommandFailed.Usage($"'{other}' is the extension of no format", "Name a file that ends with .csv, .json, .pdf or .parquet."),
    };
}
