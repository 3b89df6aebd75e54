using AccessGovernance.EventLog.EventStoreDb.Connections;
using AccessGovernance.EventStoreProtocol;
using Grpc.Core;
using Stored = AccessGovernance.EventStoreProtocol.ReadResp.Types.ReadEvent.Types.RecordedEvent;

namespace AccessGovernance.EventLog.EventStoreDb;

/// <summary>The calls that are over soon; each is repeated as <see cref="StoreConnection.Call"/> says.</summary>
internal static class StoreCalls
{
    /// <summary>All of a bounded read; empty where the stream is not there.</summary>
    /// <exception cref="LogRefusedException">It could not be read.</exception>
    public static Task<List<Stored>> Read(this StoreConnection connection, ReadReq request, CancellationToken cancellation) =>
        connection.Call(async (node, limit) =>
        {
            using var call = node.Streams.Read(request, connection.Headers, cancellationToken: limit);
            var found = new List<Stored>();
            await foreach (var message in call.ResponseStream.ReadAllAsync(limit))
                if (message.Event?.Event is { } one)
                    found.Add(one);
            return found;
        }, changes: false, cancellation);

    /// <summary>The first event of a read.</summary>
    public static async Task<Stored?> First(this StoreConnection connection, ReadReq request, CancellationToken cancellation) =>
        (await connection.Read(request, cancellation)).FirstOrDefault();

    /// <summary>Appends with a definite expected revision, the same ids at every repetition.</summary>
    /// <exception cref="LogRefusedException">Known not to be written.</exception>
    /// <exception cref="OutcomeUnknownException">It may have been written.</exception>
    public static Task<AppendResp> Append(
        this StoreConnection connection, AppendReq begin, IReadOnlyList<AppendReq> events, CancellationToken cancellation) =>
        connection.Call(async (node, limit) =>
        {
            using var call = node.Streams.Append(connection.Headers, cancellationToken: limit);
            // Sent together: only the last message leaves at once.
            call.RequestStream.WriteOptions = new WriteOptions(WriteFlags.BufferHint);
            try
            {
                await call.RequestStream.WriteAsync(begin, limit);
                foreach (var one in events)
                    await call.RequestStream.WriteAsync(one, limit);
                await call.RequestStream.CompleteAsync();
            }
            catch (Exception e) when (e is InvalidOperationException or RpcException or IOException or HttpRequestException && !limit.IsCancellationRequested)
            {
                // The server answered before it had read all, or the connection ended: what the call ends with says why.
                return await call.ResponseAsync;
            }
            return await call.ResponseAsync;
        }, changes: true, cancellation);

    /// <summary>Hides what a stream has, whatever that is. Only for scratch streams: a history is never deleted.</summary>
    /// <exception cref="LogRefusedException">It was refused.</exception>
    public static Task<DeleteResp> Delete(this StoreConnection connection, string stream, CancellationToken cancellation) => connection.Call(
        (node, limit) => node.Streams.DeleteAsync(
            new DeleteReq { Options = new() { StreamIdentifier = StoreMessages.Stream(stream), Any = new() } },
            connection.Headers, cancellationToken: limit).ResponseAsync,
        changes: true, cancellation);
}
