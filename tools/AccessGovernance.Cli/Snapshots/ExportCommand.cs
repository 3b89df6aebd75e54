using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Snapshots;

/// <summary>
/// <c>snapshot export</c>: all rows of a snapshot in a file. It gets its name only once all rows are in it and their hash is the recorded one.
/// </summary>
internal static class ExportCommand
{
    private static readonly Option<string> Out = new("--out")
    {
        Description = "The file to write; its extension says the format unless --format does", HelpName = "FILE", Required = true,
    };

    private static readonly Option<ExportFormat> Format = Inputs.Word(
        "--format", "How it is written (tsv: the canonical rows, whose SHA-256 is the snapshot's)", ExportFormat.Csv);

    private static readonly Option<bool> Replace = new("--replace") { Description = "Replace the file if it is there" };

    public static DocumentedCommand Create(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "export",
            "Export a snapshot: counted and hashed again on the way, and kept only if both are as recorded. In CSV, a cell that a spreadsheet "
                + "would compute begins with an apostrophe.",
            "agctl snapshot export 0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11 --out access.parquet",
            "agctl snapshot export 0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11 --out access.tsv")
            .With(SnapshotCommands.Snapshot, Out, Format, Replace),
        ExportAsync);

    private static async Task<ExitCode> ExportAsync(CommandRun run)
    {
        var file = StreamedFile.PlaceOf(run.Get(Out)!, run.Get(Replace));
        var format = run.Has(Format) ? run.Get(Format) : FormatOf(file);
        var name = SnapshotCommands.NameOf(run.Get(SnapshotCommands.Snapshot));
        var snapshot = (await run.Server.Snapshots.GetSnapshotAsync(new() { Snapshot = name }, run.Server.Call)).Snapshot;
        var rows = await ProgressDisplay.RunAsync(
            run.Surroundings, "exporting", snapshot.Rows, report => WriteAsync(run, name, file, format, done => report(done, Sentence(done, snapshot.Rows))));
        run.Print.Outcome(
            string.Create(CultureInfo.InvariantCulture, $"[green]exported[/] {rows} rows"),
            new JsonObject
            {
                ["file"] = file, ["format"] = Words.Of(format), ["rows"] = rows, ["sha256"] = snapshot.Sha256, ["verified"] = true,
                ["snapshot"] = ResourceName.IdOf(snapshot.Name),
            },
            []);
        return ExitCode.Ok;
    }

    private static async Task<long> WriteAsync(CommandRun run, string snapshot, string file, ExportFormat format, Action<long> progress)
    {
        var partial = $"{file}.{Guid.NewGuid():N}.partial";
        try
        {
            var done = 0L;
            await using (var stream = new FileStream(partial, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                await using (var rows = await RowFile.CreateAsync(format, stream))
                {
                    await new SnapshotStream(run.Server, snapshot, run.Cancellation).ReadAsync(async some =>
                    {
                        await rows.WriteAsync(some);
                        progress(done += some.Count);
                    });
                    await rows.CompleteAsync();
                }
                stream.Flush(flushToDisk: true);
            }
            File.Move(partial, file, overwrite: run.Get(Replace));
            return done;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static ExportFormat FormatOf(string file) => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".csv" => ExportFormat.Csv,
        ".ndjson" or ".jsonl" => ExportFormat.Ndjson,
        ".parquet" => ExportFormat.Parquet,
        ".tsv" => ExportFormat.Tsv,
        var other => throw CommandFailed.Usage($"'{other}' is the extension of no format", "Add --format csv, ndjson, parquet or tsv."),
    };

    private static string Sentence(long done, long rows) => $"{done:N0} of {rows:N0} rows";
}
