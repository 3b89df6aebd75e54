using AccessGovernance.EventLog.EventStoreDb.Connections;
using AccessGovernance.EventStoreProtocol;
using Grpc.Core;

namespace AccessGovernance.EventLog.EventStoreDb;

/// <summary>Positions after <paramref name="After"/>, up to and with <paramref name="UpTo"/>.</summary>
internal readonly record struct PositionRange(long After, long UpTo);

/// <summary>
/// One pass over the history: pages of whole batches, from memory where they are recent, else from the server, which is asked again after
/// every interruption. Everything must stand where it was counted. Not thread-safe.
/// </summary>
internal sealed class HistoryRead(StoreConnection connection, StorePrefix prefix, StoreFollower follower, PositionRange range) : IDisposable
{
    /// <summary>A page ends with the batch that passes this size.</summary>
    private const int MaxPageBytes = 8 * 1024 * 1024;

    private long position = range.After;
    private AsyncServerStreamingCall<ReadResp>? call;
    private FollowedBatch? batches;
    private StoreNode? node;

    /// <returns>The next page, null after the last.</returns>
    /// <exception cref="DamagedLogException">The server has something else there.</exception>
    public async Task<IReadOnlyList<RecordedEvent>?> Next(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (position >= range.UpTo)
            return null;
        if (call is null && follower.Recent.After(position, range.UpTo) is { } recent)
        {
            position = recent[^1].Position;
            return recent;
        }
        var page = new List<RecordedEvent>();
        for (var bytes = 0; position < range.UpTo && page.Count < LogLimits.PageSize && bytes < MaxPageBytes;)
        {
            foreach (var (e, _) in await NextBatch(cancellation))
            {
                page.Add(e);
                bytes += e.Body.Length + e.OriginBytes.Length;
            }
            position = page[^1].Position;
        }
        return page;
    }

    public void Dispose()
    {
        call?.Dispose();
        node?.Exit();
        (call, node) = (null, null);
    }

    private async Task<IReadOnlyList<(RecordedEvent Event, StorePlace Place)>> NextBatch(CancellationToken cancellation)
    {
        while (true)
        {
            var begins = call is null;
            try
            {
                if (begins)
                    call = Begin(node = await connection.Enter(cancellation), cancellation);
                while (await call!.ResponseStream.MoveNext(cancellation))
                {
                    if (call.ResponseStream.Current.Event is { } read && batches!.Add(read) is { } whole)
                        return Checked(whole);
                }
                if (begins)
                    throw Missing();
            }
            catch (Exception e) when (e is RpcException or ObjectDisposedException or LogRefusedException && !cancellation.IsCancellationRequested)
            {
                if (e is RpcException { StatusCode: StatusCode.InvalidArgument })
                    throw Missing();
                var failure = StoreConnection.Judge(e, node);
                if (connection.IsClosed || (e is RpcException && !failure.MayBeRepeated))
                    throw new LogRefusedException($"The event store cannot be read: {failure.Text}.", e);
                if (node is not null && failure.LeavesNode)
                    await connection.Leave(node, failure.Leader);
                await Task.Delay(connection.Settings.DiscoveryInterval, cancellation);
            }
            catch (RpcException) when (cancellation.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellation);
            }
            Dispose();
        }
    }

    private AsyncServerStreamingCall<ReadResp> Begin(StoreNode node, CancellationToken cancellation)
    {
        var next = follower.Positions.CommitAt(position + 1);
        batches = new FollowedBatch(prefix, position, StorePlace.At(next - 1), default);
        return node.Streams.Read(
            StoreReads.From(prefix, StorePlace.At(next), range.UpTo - position), connection.Headers, cancellationToken: cancellation);
    }

    private IReadOnlyList<(RecordedEvent Event, StorePlace Place)> Checked(IReadOnlyList<(RecordedEvent Event, StorePlace Place)> whole)
    {
        foreach (var (e, place) in whole)
            if (e.Position > follower.Positions.Count || follower.Positions.CommitAt(e.Position) != (long)place.Commit)
                throw Missing();
        return whole;
    }

    private DamagedLogException Missing() => follower.Fault
        ?? new DamagedLogException($"The event store no longer has at position {position + 1} what this node counted there: events were lost or deleted.");
}
