using System.Diagnostics;
using AccessGovernance.Api.V1;
using AccessGovernance.Bench.Data;
using AccessGovernance.Bench.Hosts;
using AccessGovernance.Bench.Load;
using Grpc.Core;

namespace AccessGovernance.Bench.Benches;

/// <summary>An old history into an empty server, from the first row sent to the last one acknowledged.</summary>
internal static class ImportBench
{
    private const int MadeUpRows = 27_688;
    private const int RowsPerRequest = 1_000;

    public static async Task<Report> Run(string server, string? path, int repetitions, CancellationToken cancellation)
    {
        var file = path is null ? ImportFile.MakeUp(MadeUpRows) : await ImportFile.Read(path, cancellation);
        var seconds = new List<double>();
        var rejected = 0;
        for (var i = 0; i < repetitions; i++)
        {
            var (took, refused) = await Import(server, file, cancellation);
            seconds.Add(took);
            rejected = refused;
        }
        var report = new Report("import");
        report.Figure("import_seconds", Figures.Of(seconds), "< 10");
        report.Figure("import_rows_per_s", Figures.Of(seconds.Select(s => file.Rows.Count / s)), "");
        report.Condition("file", file.Name);
        report.Condition("rows", file.Rows.Count);
        report.Condition("rejected_rows", rejected);
        report.Condition("repetitions", repetitions);
        return report;
    }

    private static async Task<(double Seconds, int Rejected)> Import(string directory, ImportFile file, CancellationToken cancellation)
    {
        using var scratch = new ScratchDirectory();
        await using var server = await RunningServer.Start(directory, scratch.Sub("data"), cancellation);
        var client = new HistoryImportService.HistoryImportServiceClient(server.Channel);
        var begun = Stopwatch.GetTimestamp();
        using var call = client.ImportHistory(server.Administrator, cancellationToken: cancellation);
        var answers = Answers(call.ResponseStream, cancellation);
        var start = new ImportStart { Source = file.Name, FileSha256 = file.Hash, GovernedFrom = file.GovernedFrom };
        await call.RequestStream.WriteAsync(new() { Start = start }, cancellation);
        foreach (var rows in file.Rows.Chunk(RowsPerRequest))
            await call.RequestStream.WriteAsync(new() { Rows = new() { Rows = { rows } } }, cancellation);
        await call.RequestStream.CompleteAsync();
        var (accepted, rejected) = await answers;
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        return accepted + rejected == file.Rows.Count
            ? (seconds, rejected)
            : throw new InvalidOperationException($"{accepted} rows were accepted and {rejected} rejected, of {file.Rows.Count}.");
    }

    private static async Task<(int Accepted, int Rejected)> Answers(IAsyncStreamReader<ImportHistoryResponse> answers, CancellationToken cancellation)
    {
        var (accepted, rejected) = (0, 0);
        await foreach (var answer in answers.ReadAllAsync(cancellation))
        {
            accepted += answer.Accepted;
            rejected += answer.Rejected.Count;
        }
        return (accepted, rejected);
    }
}
