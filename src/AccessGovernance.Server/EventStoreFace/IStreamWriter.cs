using AccessGovernance.EventStoreProtocol;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Rpc = Google.Rpc;

namespace AccessGovernance.Server.EventStoreFace;

/// <summary>What becomes of calls that write.</summary>
internal interface IStreamWriter
{
    Task<AppendResp> Append(IAsyncStreamReader<AppendReq> requests, CancellationToken cancellation);

    /// <param name="caller">Null when nobody was admitted: every append is then answered with a denial.</param>
    Task BatchAppend(
        IAsyncStreamReader<BatchAppendReq> requests, IServerStreamWriter<BatchAppendResp> answers, IFaceCaller? caller, CancellationToken cancellation);

    Task<DeleteResp> Delete(DeleteReq request, CancellationToken cancellation);

    Task<TombstoneResp> Tombstone(TombstoneReq request, CancellationToken cancellation);
}

/// <summary>The history is written by its own commands only: every other write is refused as access-denied, in the form of its call.</summary>
internal sealed class RefusedWrites : IStreamWriter
{
    /// <summary>The answer to one append of a batch call.</summary>
    public static BatchAppendResp Denial(BatchAppendReq request) => new()
    {
        CorrelationId = request.CorrelationId,
        StreamIdentifier = request.Options?.StreamIdentifier,
        Error = new Rpc.Status
        {
            Code = (int)Rpc.Code.PermissionDenied, Message = nameof(AccessDenied), Details = { Any.Pack(new AccessDenied()) },
        },
    };

    public Task<AppendResp> Append(IAsyncStreamReader<AppendReq> requests, CancellationToken cancellation) => throw FaceErrors.AccessDenied();

    public async Task BatchAppend(
        IAsyncStreamReader<BatchAppendReq> requests, IServerStreamWriter<BatchAppendResp> answers, IFaceCaller? caller, CancellationToken cancellation)
    {
        await foreach (var request in requests.ReadAllAsync(cancellation))
            if (request.IsFinal)
                await answers.WriteAsync(Denial(request), cancellation);
    }

    public Task<DeleteResp> Delete(DeleteReq request, CancellationToken cancellation) => throw FaceErrors.AccessDenied();

    public Task<TombstoneResp> Tombstone(TombstoneReq request, CancellationToken cancellation) => throw FaceErrors.AccessDenied();
}
