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
    public static async Task<ExitCode> WriteAsync(CommandRun run, GetReportRequest request, string file, bool replace)
    {
        request.Format = FormatOf(file);
        var end = await StreamedFile.WriteAsync(run, file, replace, "report", async write =>
        {
            var end = await ReadAsync(run, request, write);
            return (end, end.Sha256);
        });
        run.Print.Outcome("[green]written[/]", new JsonObject
        {
            ["file"] = Path.GetFullPath(file), ["rows"] = end.Rows, ["sha256"] = end.Sha256, ["rows_sha256"] = end.ItemsSha256, ["query"] = end.Query,
            ["valid_at"] = TimeText.Show(end.ValidAt), ["position"] = end.Basis?.Position ?? 0, ["token"] = end.Basis?.Token ?? "",
            ["limited_to_scope"] = end.Basis?.LimitedToScope ?? false, ["generator_version"] = end.GeneratorVersion,
        }, []);
        return ExitCode.Ok;
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
