using AccessGovernance.EventStoreProtocol;
using Grpc.Core;

namespace AccessGovernance.Server.EventStoreFace;

/// <summary>Streams as EventStoreDB's clients read and follow them. Nothing is written here unless the server is a plain store.</summary>
internal sealed class StreamsFace(
    FiniteReads reads, Subscriptions subscriptions, IFaceContent content, FacePlaces places, IHostApplicationLifetime lifetime, IStreamWriter writer)
    : Streams.StreamsBase
{
    public override async Task Read(ReadReq request, IServerStreamWriter<ReadResp> responseStream, ServerCallContext context)
    {
        var question = ReadQuestion.Of(request);
        var caller = FaceInterceptor.CallerOf(context)!;
        using var place = places.Take(question, caller);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        var answer = new ReadAnswer(responseStream, question, content, caller);
        if (question.IsSubscription)
            await subscriptions.Run(question, answer, ending.Token);
        else
            await reads.Run(question, answer, ending.Token);
    }

    public override Task<AppendResp> Append(IAsyncStreamReader<AppendReq> requestStream, ServerCallContext context) =>
        writer.Append(requestStream, context.CancellationToken);

    public override Task BatchAppend(
        IAsyncStreamReader<BatchAppendReq> requestStream, IServerStreamWriter<BatchAppendResp> responseStream, ServerCallContext context) =>
        writer.BatchAppend(requestStream, responseStream, FaceInterceptor.CallerOf(context), context.CancellationToken);

    public override Task<DeleteResp> Delete(DeleteReq request, ServerCallContext context) => writer.Delete(request, context.CancellationToken);

    public override Task<TombstoneResp> Tombstone(TombstoneReq request, ServerCallContext context) =>
        writer.Tombstone(request, context.CancellationToken);
}
