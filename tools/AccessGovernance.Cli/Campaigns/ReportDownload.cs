using System.Security.Cryptography;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Campaigns;

/// <summary>A report of the server as a file, or, where it is small, in memory; only ever whole, and with the hash that the server says.</summary>
internal static class ReportDownload
{
    /// <summary>Writes the file, and says what is in it.</summary>
    /// <param name="campaign">That it is of; if that one is closed, it is said whether this is the report that it was closed with.</param>
    public static async Task<ExitCode> WriteAsync(CommandRun run, GetReportRequest request, string file, bool replace, Campaign? campaign = null)
    {
        request.Format = FormatOf(file);
        var end = await StreamedFile.WriteAsync(run, file, replace, "report", async write =>
        {
            var end = await ReadAsync(run, request, write);
            return (end, end.Sha256);
        });
        var facts = new JsonObject
        {
            ["file"] = Path.GetFullPath(file), ["rows"] = end.Rows, ["sha256"] = end.Sha256, ["rows_sha256"] = end.ItemsSha256, ["query"] = end.Query,
            ["valid_at"] = TimeText.Show(end.ValidAt), ["position"] = end.Basis?.Position ?? 0, ["token"] = end.Basis?.Token ?? "",
            ["limited_to_scope"] = end.Basis?.LimitedToScope ?? false, ["generator_version"] = end.GeneratorVersion,
        };
        if (campaign is not { ReportToken.Length: > 0 })
        {
            run.Print.Outcome("[green]written[/]", facts, []);
            return ExitCode.Ok;
        }
        var (note, stands) = Closing(request, campaign, end);
        facts["closed_with_token"] = campaign.ReportToken;
        facts["closed_with_sha256"] = campaign.ReportSha256;
        run.Print.Outcome(stands ? "[green]written[/]" : "[red]written, and another one than was recorded[/]", facts, [note]);
        return stands ? ExitCode.Ok : ExitCode.Failed;
    }

    private static (string Note, bool Stands) Closing(GetReportRequest request, Campaign campaign, ReportEnd end)
    {
        if (request.Exactly != campaign.ReportToken)
            return ("The campaign is closed, and this is no report as of its closing: that is the one without --now and --exactly.", true);
        if (request.Kind is not (ReportKind.Items or ReportKind.Unspecified))
            return ("As of the closing of the campaign; --now writes what came of it since.", true);
        return end.ItemsSha256 == campaign.ReportSha256
            ? ("As of the closing of the campaign: the hash of its rows is the one that the closing recorded. --now writes what came of it since.", true)
            : ("As of the closing of the campaign, BUT the hash of its rows is not the one that the closing recorded: keep both, and find out why.", false);
    }

    /// <summary>A summary as JSON.</summary>
    public static async Task<(JsonNode Summary, ReportEnd End)> SummaryAsync(CommandRun run, GetReportRequest request)
    {
        request.Format = ReportFormat.Json;
        using var bytes = new MemoryStream();
        var end = await ReadAsync(run, request, async chunk => await bytes.WriteAsync(chunk, run.Cancellation));
        if (Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray())) != end.Sha256)
            throw new CommandFailed(ExitCode.Failed, "the report has another hash than the server says", "Run the command again.");
        return (JsonNode.Parse(bytes.ToArray())!, end);
    }

    private static async Task<ReportEnd> ReadAsync(CommandRun run, GetReportRequest request, Func<ReadOnlyMemory<byte>, Task> write)
    {
        using var call = run.Server.Campaigns.GetReport(request, run.Server.Stream(run.Cancellation));
        while (await call.ResponseStream.MoveNext(run.Cancellation))
        {
            if (call.ResponseStream.Current.PartCase == GetReportResponse.PartOneofCase.End)
                return call.ResponseStream.Current.End;
            await write(call.ResponseStream.Current.Chunk.Memory);
        }
        throw StreamedFile.CutOff();
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
