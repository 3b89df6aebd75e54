using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Connection;
using Grpc.Core;

namespace AccessGovernance.Cli.Importing;

/// <summary>
/// Imports one file to its end. When the connection breaks it goes on, at most <see cref="MaxResumptions"/> times, with the first row that
/// was not answered: the server counts what it has already as repeated.
/// </summary>
internal sealed class HistoryImport(ServerConnection server, HistoryFile file, string source, TimeProvider clock)
{
    public const int MaxResumptions = 3;

    private readonly ImportStart start = new()
    {
        Source = source, FileSha256 = file.Sha256, GovernedFrom = ImportStream.Time(file.GovernedFrom),
    };

    /// <summary>Called after each answer, with the sums so far.</summary>
    public required Action<ImportCounts> Progress { get; init; }

    public required Action<RejectedRow> Rejected { get; init; }

    /// <summary>Called with a sentence when the connection broke and the import goes on.</summary>
    public required Action<string> Resuming { get; init; }

    public async Task<ImportCounts> RunAsync(CancellationToken cancellation)
    {
        var sums = default(ImportCounts);
        // A server that is not there, or does not let this caller import, is no broken connection.
        await LastRowAsync();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                if (attempt > 0)
                    await TellProgressAsync(sums, attempt);
                await new ImportStream(server, file, start, cancellation)
                    .SendAsync((int)sums.Answered, answer => sums = Count(sums, answer));
                return sums.Answered == file.Rows.Count ? sums : throw Incomplete(sums);
            }
            catch (RpcException e) when (attempt < MaxResumptions && Failures.IsBrokenConnection(e))
            {
                await Task.Delay(TimeSpan.FromSeconds(1 << attempt), clock, cancellation);
            }
        }
    }

    private ImportCounts Count(ImportCounts sums, ImportHistoryResponse answer)
    {
        sums += new ImportCounts(answer.Accepted, answer.RepeatedRows, answer.Rejected.Count);
        foreach (var row in answer.Rejected)
            Rejected(row);
        Progress(sums);
        return sums;
    }

    private async Task TellProgressAsync(ImportCounts sums, int attempt)
    {
        var there = await LastRowAsync();
        Resuming($"The connection broke; the server has the file up to row {there}. Going on after row "
            + $"{(sums.Answered == 0 ? 0 : file.Rows[(int)sums.Answered - 1].Seq)} (attempt {attempt} of {MaxResumptions}).");
    }

    private async Task<long> LastRowAsync()
    {
        try
        {
            var request = new GetImportRequest { Source = start.Source, FileSha256 = start.FileSha256 };
            return (await server.Imports.GetImportAsync(request, server.Call)).LastRow;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return 0;
        }
    }

    private CommandFailed Incomplete(ImportCounts sums) =>
        new(ExitCode.Failed, $"the server answered {sums.Answered} of {file.Rows.Count} rows",
            "Run the same command again: what is there already is repeated.");
}
