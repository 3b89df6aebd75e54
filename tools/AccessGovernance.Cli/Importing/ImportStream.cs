using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Connection;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace AccessGovernance.Cli.Importing;

/// <summary>
/// Sends the rows of a file over one stream, from a given row on, in batches that are answered in order. At most
/// <see cref="MaxInFlight"/> batches wait for their answer; an answer that takes longer than the timeout breaks the stream.
/// </summary>
internal sealed class ImportStream(ServerConnection server, HistoryFile file, ImportStart start, CancellationToken cancellation)
{
    public const int BatchRows = 1_000;

    private const int MaxInFlight = 4;

    /// <summary>Returns when the server ends the stream; the caller counts what was answered. <paramref name="answered"/> is called once
    /// per batch.</summary> <exception cref="RpcException">The stream broke: answered batches are done, what became of the others is not
    /// known.</exception>
    public async Task SendAsync(int firstIndex, Action<ImportHistoryResponse> answered)
    {
        using var watch = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var room = new SemaphoreSlim(MaxInFlight, MaxInFlight);
        using var call = server.Imports.ImportHistory(server.Stream(watch.Token));
        watch.CancelAfter(server.Timeout);
        var writing = WriteAsync(call.RequestStream, firstIndex, room, watch.Token);
        try
        {
            await ReadAsync(call.ResponseStream, answered, room, watch);
        }
        catch (RpcException e) when (
            e.StatusCode == StatusCode.Cancelled && watch.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.DeadlineExceeded, $"no answer within {server.Timeout.TotalSeconds} s"));
        }
        finally
        {
            await watch.CancelAsync();
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAsync(
        IAsyncStreamReader<ImportHistoryResponse> answers, Action<ImportHistoryResponse> answered, SemaphoreSlim room,
            CancellationTokenSource watch)
    {
        while (await answers.MoveNext(watch.Token))
        {
            watch.CancelAfter(server.Timeout);
            var answer = answers.Current;
            // The start may be answered too, without rows.
            if (answer.Accepted + answer.RepeatedRows + answer.Rejected.Count == 0)
                continue;
            answered(answer);
            room.Release();
        }
    }

    private async Task WriteAsync(
        IClientStreamWriter<ImportHistoryRequest> requests, int firstIndex, SemaphoreSlim room, CancellationToken watched)
    {
        await requests.WriteAsync(new ImportHistoryRequest { Start = start }, watched);
        for (var index = firstIndex; index < file.Rows.Count; index += BatchRows)
        {
            await room.WaitAsync(watched);
            var batch = new ImportRows();
            for (var i = index; i < Math.Min(index + BatchRows, file.Rows.Count); i++)
                batch.Rows.Add(ToMessage(file.Rows[i]));
            await requests.WriteAsync(new ImportHistoryRequest { Rows = batch }, watched);
        }
        await requests.CompleteAsync();
    }

    private static ImportRow ToMessage(HistoryRow row) => new()
    {
        Row = row.Seq,
        RecordedAt = Time(row.RecordedAt),
        EffectiveAt = Time(row.EffectiveAt),
        Operation = row.Operation,
        Relation = row.Relation,
        Subject = row.Subject,
        Object = row.Object,
    };

    public static Timestamp Time(long milliseconds) => Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
}
