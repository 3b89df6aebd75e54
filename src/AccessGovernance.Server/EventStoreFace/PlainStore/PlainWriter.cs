using AccessGovernance.EventStoreProtocol;
using Grpc.Core;

namespace AccessGovernance.Server.EventStoreFace.PlainStore;

/// <summary>The calls that write to a plain store.</summary>
internal sealed class PlainWriter(PlainAppends appends, TimeProvider time) : IStreamWriter
{
    public async Task<AppendResp> Append(IAsyncStreamReader<AppendReq> requests, CancellationToken cancellation)
    {
        try
        {
            var proposal = await Collected(requests, cancellation);
            return AppendAnswers.Of(await appends.Append(proposal, cancellation), proposal);
        }
        catch (ProposalException e)
        {
            throw AppendAnswers.Of(e);
        }
    }

    public async Task BatchAppend(
        IAsyncStreamReader<BatchAppendReq> requests, IServerStreamWriter<BatchAppendResp> answers, IFaceCaller? caller, CancellationToken cancellation)
    {
        using var call = new BatchCall(appends, time, answers, caller);
        await call.Run(requests, cancellation);
    }

    public async Task<DeleteResp> Delete(DeleteReq request, CancellationToken cancellation)
    {
        var options = request.Options ?? throw FaceErrors.Invalid("options", "are required");
        var position = (ulong)await appends.Delete(StreamText.Read(options.StreamIdentifier), Expected.Of(options), cancellation);
        return new DeleteResp { Position = new() { CommitPosition = position, PreparePosition = position } };
    }

    public async Task<TombstoneResp> Tombstone(TombstoneReq request, CancellationToken cancellation)
    {
        var options = request.Options ?? throw FaceErrors.Invalid("options", "are required");
        var position = (ulong)await appends.Tombstone(StreamText.Read(options.StreamIdentifier), Expected.Of(options), cancellation);
        return new TombstoneResp { Position = new() { CommitPosition = position, PreparePosition = position } };
    }

    private static async Task<Proposal> Collected(IAsyncStreamReader<AppendReq> requests, CancellationToken cancellation)
    {
        Proposal? proposal = null;
        await foreach (var request in requests.ReadAllAsync(cancellation))
        {
            if (proposal is null)
            {
                var options = request.Options ?? throw FaceErrors.Invalid("content", "the first message of an append is its options");
                proposal = new Proposal(StreamText.Read(options.StreamIdentifier), Expected.Of(options));
                continue;
            }
            var e = request.ProposedMessage ?? throw FaceErrors.Invalid("content", "every message after the first is an event");
            proposal.Add(e.Id, e.Metadata, e.CustomMetadata, e.Data);
        }
        return proposal ?? throw FaceErrors.Invalid("content", "the first message of an append is its options");
    }
}
