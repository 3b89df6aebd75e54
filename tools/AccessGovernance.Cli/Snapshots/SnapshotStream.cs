using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Connection;
using Grpc.Core;

namespace AccessGovernance.Cli.Snapshots;

/// <summary>
/// Reads all rows of one snapshot and verifies them. When the connection breaks it goes on, at most <see cref="MaxResumptions"/> times, after
/// the last chunk that came; a server that is silent for longer than the timeout counts as a broken connection.
/// </summary>
internal sealed class SnapshotStream(ServerConnection server, string snapshot, CancellationToken cancellation)
{
    public const int MaxResumptions = 3;

    private string token = "";

    /// <param name="taken">Given rows in order, chunk by chunk.</param>
    /// <returns>The count, which is the recorded one.</returns>
    /// <exception cref="CommandFailed">What came is not what was recorded.</exception>
    public async Task<long> ReadAsync(Func<IReadOnlyList<ExportedRow>, Task> taken)
    {
        using var rows = new SnapshotRows();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                rows.Verify(await ReadOnceAsync(rows, taken));
                return rows.Count;
            }
            catch (RpcException e) when (attempt < MaxResumptions && token.Length > 0 && Failures.IsBrokenConnection(e))
            {
                rows.Begin();
            }
        }
    }

    private async Task<SnapshotEnd> ReadOnceAsync(SnapshotRows rows, Func<IReadOnlyList<ExportedRow>, Task> taken)
    {
        using var watch = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var call = server.Snapshots.ReadSnapshot(new() { Snapshot = snapshot, PageToken = token }, server.Stream(watch.Token));
        while (await MoveAsync(call.ResponseStream, watch))
        {
            var part = call.ResponseStream.Current;
            if (part.End is { } end)
                return end;
            if (part.Chunk is not { } chunk)
                continue;
            await taken(rows.Take(chunk));
            token = chunk.PageToken;
        }
        throw new RpcException(new Status(StatusCode.Unavailable, "the stream ended before the snapshot did"));
    }

    private async Task<bool> MoveAsync(IAsyncStreamReader<ReadSnapshotResponse> parts, CancellationTokenSource watch)
    {
        watch.CancelAfter(server.Timeout);
        try
        {
            return await parts.MoveNext(watch.Token);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled && !cancellation.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.DeadlineExceeded, $"no answer within {server.Timeout.TotalSeconds} s"));
        }
    }
}
