using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Connection;
using Grpc.Core;

namespace AccessGovernance.Cli.Observing;

/// <summary>A row that the server refused, and where it stands in the file.</summary>
internal sealed record RefusedLine(long Line, string Field, string Message);

/// <summary>What became of a report.</summary>
/// <param name="Unmatched">Accounts sent now whose identities are not registered: recorded as of nobody known.</param>
internal sealed record ReportResult(ReportResponse Last, IReadOnlyList<RefusedLine> Refused, long Unmatched);

/// <summary>Sends a report part by part, each once the one before is recorded; goes on where an earlier run of the same sync ended.</summary>
internal sealed class ReportSending(ServerConnection server, ReportFile file, SyncStart start, CancellationToken cancellation)
{
    private readonly List<RefusedLine> refused = [];
    private long unmatched;

    /// <param name="ending">How the report is ended, but for the number of its parts.</param>
    /// <param name="progress">Told the number of rows that are done.</param>
    public async Task<ReportResult> RunAsync(SyncEnd ending, Action<long> progress)
    {
        using var watch = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var call = server.Observations.Report(server.Stream(watch.Token));
        var parts = file.Parts();
        var answer = await ExchangeAsync(call, new ReportRequest { Start = start }, watch);
        if (answer.Outcome != SyncOutcome.Unspecified)
            return await EndAsync(call, answer, watch);
        var done = parts.Take(answer.Parts).Sum(p => (long)p.Length);
        for (var i = answer.Parts; i < parts.Count; i++)
        {
            answer = await ExchangeAsync(call, new ReportRequest { Part = PartOf(parts[i], i + 1) }, watch);
            unmatched += answer.Unmatched;
            refused.AddRange(answer.RefusedRows.Select(r => LineOf(parts[i], r)));
            progress(done += parts[i].Length);
        }
        answer = await ExchangeAsync(call, new ReportRequest { End = new SyncEnd(ending) { Parts = parts.Count } }, watch);
        return await EndAsync(call, answer, watch);
    }

    // Up to the end of the answers: a call that is dropped before is one that its client broke off.
    private async Task<ReportResult> EndAsync(
        AsyncDuplexStreamingCall<ReportRequest, ReportResponse> call, ReportResponse last, CancellationTokenSource watch)
    {
        watch.CancelAfter(server.Timeout);
        await call.RequestStream.CompleteAsync();
        await call.ResponseStream.MoveNext(watch.Token);
        return new ReportResult(last, refused, unmatched);
    }

    private async Task<ReportResponse> ExchangeAsync(
        AsyncDuplexStreamingCall<ReportRequest, ReportResponse> call, ReportRequest request, CancellationTokenSource watch)
    {
        watch.CancelAfter(server.Timeout);
        // Where the call has ended already, its answer says why.
        await call.RequestStream.WriteAsync(request, watch.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await call.ResponseStream.MoveNext(watch.Token)
            ? call.ResponseStream.Current
            : throw new CommandFailed(ExitCode.Failed, "the server ended the report early", "Run the same command again with --sync-id and --taken-at.");
    }

    private static SyncPart PartOf(ReportRow[] rows, int number)
    {
        var part = new SyncPart { Number = number };
        part.Accounts.Add(rows.Where(r => r.Account is not null).Select(r => r.Account));
        part.Nestings.Add(rows.Where(r => r.Nesting is not null).Select(r => r.Nesting));
        return part;
    }

    private static RefusedLine LineOf(ReportRow[] rows, RefusedRow refused)
    {
        var isAccount = refused.Field.StartsWith("accounts", StringComparison.Ordinal);
        var row = rows.Where(r => r.Account is not null == isAccount).ElementAt(refused.Index);
        return new RefusedLine(row.Line, refused.Field[(refused.Field.IndexOf('.', StringComparison.Ordinal) + 1)..], refused.Message);
    }
}
