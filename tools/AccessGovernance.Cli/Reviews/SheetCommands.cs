using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Campaigns;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Shell;
using Google.Protobuf;
using Grpc.Core;

namespace AccessGovernance.Cli.Reviews;

/// <summary><c>review export</c> and <c>review import</c>: a work list answered in a spreadsheet.</summary>
internal static class SheetCommands
{
    private const int ChunkBytes = 256 * 1024;

    private static readonly Option<string> Out = new("--out") { Description = "The CSV file to write", HelpName = "FILE", Required = true };
    private static readonly Option<bool> Replace = new("--replace") { Description = "Replace the file if it is there" };
    private static readonly Argument<string> FileName = new("FILE") { Description = "The CSV file, as 'review export' wrote it, with answers" };

    public static DocumentedCommand Export(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "export", "Writes your open items to a CSV file: fill in its columns answer, until and justification, and import it.",
            "agctl review export 0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11 --out mine.csv")
            .With(CampaignCommands.Campaign, Out, Replace, Inputs.AtLeast),
        ExportAsync);

    public static DocumentedCommand Import(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "import", "Takes the answers of an exported file. Rows whose item has changed since are refused; nothing is answered twice.",
            "agctl review import 0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11 mine.csv")
            .With(CampaignCommands.Campaign, FileName, Inputs.RequestId),
        ImportAsync);

    private static async Task<ExitCode> ExportAsync(CommandRun run)
    {
        var request = new ExportWorkListRequest
        {
            Campaign = ResourceName.Campaign(run.Get(CampaignCommands.Campaign)), AtLeast = run.Text(Inputs.AtLeast),
        };
        using var call = run.Server.Reviews.ExportWorkList(request, run.Server.Stream(run.Cancellation));
        var end = await StreamedFile.WriteAsync(run, run.Get(Out)!, run.Get(Replace), "work list", async write =>
        {
            while (await call.ResponseStream.MoveNext(run.Cancellation))
            {
                if (call.ResponseStream.Current.PartCase == ExportWorkListResponse.PartOneofCase.End)
                    return (call.ResponseStream.Current.End, call.ResponseStream.Current.End.Sha256);
                await write(call.ResponseStream.Current.Chunk.Memory);
            }
            throw StreamedFile.CutOff();
        });
        run.Print.Outcome(string.Create(CultureInfo.InvariantCulture, $"[green]exported[/] {end.Rows} items"),
            new JsonObject { ["file"] = Path.GetFullPath(run.Get(Out)!), ["rows"] = end.Rows, ["sha256"] = end.Sha256 }, []);
        return ExitCode.Ok;
    }

    private static async Task<ExitCode> ImportAsync(CommandRun run)
    {
        using var file = Open(run.Get(FileName));
        using var call = run.Server.Reviews.ImportDecisions(run.Server.Stream(run.Cancellation));
        var start = new ImportDecisionsStart { RequestId = run.RequestId(), Campaign = ResourceName.Campaign(run.Get(CampaignCommands.Campaign)) };
        var writing = WriteAsync(call.RequestStream, start, file, run.Cancellation);
        var refused = new List<string>();
        ImportDecisionsEnd? end = null;
        try
        {
            while (await call.ResponseStream.MoveNext(run.Cancellation))
            {
                var answer = call.ResponseStream.Current;
                end = answer.End ?? end;
                if (answer.Decision is { Result: ItemResult.Refused } decision)
                {
                    refused.Add(string.Create(
                        CultureInfo.InvariantCulture, $"line {decision.Line}, item {decision.Item}: {ItemResults.Why(decision.Error)}"));
                }
            }
        }
        finally
        {
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        Show(run, end ?? throw StreamedFile.CutOff(), refused);
        return end.Refused == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private static void Show(CommandRun run, ImportDecisionsEnd end, IReadOnlyList<string> refused)
    {
        if (end.Recorded + end.Unchanged + end.Refused == 0)
        {
            throw new CommandFailed(ExitCode.Failed, $"no answer was found, in {end.Skipped} rows without one; nothing was recorded",
                "Write certify, revoke, modify or abstain into the column answer, each row on a line of its own, and import it again.");
        }
        run.Print.Outcome(
            end.Refused == 0 ? "[green]ok[/]  all answers stand" : $"[yellow]refused: {end.Refused:N0}[/]",
            new JsonObject
            {
                ["recorded"] = end.Recorded, ["unchanged"] = end.Unchanged, ["without_answer"] = end.Skipped, ["refused"] = end.Refused,
                ["refusals"] = ItemResults.Cut(refused, run.Print.Format), ["token"] = end.Token,
            },
            []);
    }

    private static async Task WriteAsync(
        IClientStreamWriter<ImportDecisionsRequest> to, ImportDecisionsStart start, FileStream file, CancellationToken cancellation)
    {
        await to.WriteAsync(new() { Start = start }, cancellation);
        var chunk = new byte[ChunkBytes];
        while (await file.ReadAsync(chunk, cancellation) is var read and > 0)
            await to.WriteAsync(new() { Chunk = ByteString.CopyFrom(chunk, 0, read) }, cancellation);
        await to.CompleteAsync();
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandFailed.Usage($"'{path}' cannot be read: {e.Message}", "Nothing was sent. Check the path and its permissions.");
        }
    }
}
