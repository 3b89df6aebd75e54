using System.Threading.Channels;
using AccessGovernance.EventLog;
using AccessGovernance.EventStoreProtocol;
using Grpc.Core;

namespace AccessGovernance.Server.EventStoreFace.PlainStore;

/// <summary>
/// One batch call: many appends, each in one or more requests joined by their correlation id, each answered by itself. Appends that expect
/// an exact revision are written in the order in which their last requests come. At most <see cref="FaceLimits.MaxAppendsInFlight"/> are
/// being collected, and as many written; while they are, the call is not read on.
/// </summary>
internal sealed class BatchCall(PlainAppends appends, TimeProvider time, IServerStreamWriter<BatchAppendResp> stream, IFaceCaller? caller)
    : IDisposable
{
    private readonly Dictionary<UUID, Collecting> collecting = [];
    private readonly SemaphoreSlim places = new(FaceLimits.MaxAppendsInFlight);

    // Never more than places are taken.
    private readonly Channel<BatchAppendResp> answers = Channel.CreateBounded<BatchAppendResp>(FaceLimits.MaxAppendsInFlight);
    private long collectedBytes;

    public async Task Run(IAsyncStreamReader<BatchAppendReq> requests, CancellationToken cancellation)
    {
        var sending = Send(cancellation);
        try
        {
            await foreach (var request in requests.ReadAllAsync(cancellation))
                await Take(request, cancellation);
            for (var taken = 0; taken < FaceLimits.MaxAppendsInFlight; taken++)
                await places.WaitAsync(cancellation);
        }
        finally
        {
            answers.Writer.Complete();
            await sending;
        }
    }

    public void Dispose() => places.Dispose();

    private async Task Send(CancellationToken cancellation)
    {
        await foreach (var answer in answers.Reader.ReadAllAsync(cancellation))
        {
            await stream.WriteAsync(answer, cancellation);
            places.Release();
        }
    }

    private async Task Take(BatchAppendReq request, CancellationToken cancellation)
    {
        var id = request.CorrelationId ?? throw FaceErrors.Invalid("correlation_id", "is required");
        if (!collecting.TryGetValue(id, out var append))
            collecting.Add(id, append = Begin(request));
        Collect(append, request);
        if (!request.IsFinal)
            return;
        collecting.Remove(id);
        collectedBytes -= append.Proposal?.Bytes ?? 0;
        await places.WaitAsync(cancellation);
        var late = time.GetElapsedTime(append.Since) > append.MayTake;
        _ = Answer(id, late ? append with { Failure = BatchAnswers.TimedOut() } : append, cancellation);
    }

    private Collecting Begin(BatchAppendReq request)
    {
        var begun = new Collecting(null, null, time.GetTimestamp(), MayTake(request.Options));
        if (caller is not { MayStillRead: true })
            return begun with { Failure = RefusedWrites.Denial(request) };
        if (request.Options is null)
            return begun with { Failure = BatchAnswers.Invalid("options: are required in the first request of an append") };
        if (collecting.Count >= FaceLimits.MaxAppendsInFlight)
            return begun with { Failure = BatchAnswers.Invalid($"{collecting.Count} appends have not had their last request: end them first") };
        try
        {
            return begun with { Proposal = new Proposal(StreamText.Read(request.Options.StreamIdentifier), Expected.Of(request.Options)) };
        }
        catch (RpcException e)
        {
            return begun with { Failure = BatchAnswers.Invalid(e.Status.Detail) };
        }
    }

    private void Collect(Collecting append, BatchAppendReq request)
    {
        if (append.Failure is not null || append.Proposal is not { } proposal)
            return;
        var before = proposal.Bytes;
        try
        {
            foreach (var e in request.ProposedMessages)
                proposal.Add(e.Id, e.Metadata, e.CustomMetadata, e.Data);
            if (collectedBytes + proposal.Bytes - before > FaceLimits.MaxCollectedBytes)
                append.Failure = BatchAnswers.Invalid($"{FaceLimits.MaxCollectedBytes} bytes wait for their last requests: end those appends first");
        }
        catch (ProposalException e)
        {
            append.Failure = BatchAnswers.Of(e);
        }
        collectedBytes += proposal.Bytes - before;
    }

    private async Task Answer(UUID id, Collecting append, CancellationToken cancellation)
    {
        var answer = append.Failure ?? await Written(append.Proposal!, cancellation);
        answer.CorrelationId = id;
        if (append.Proposal is { } proposal)
            answer.StreamIdentifier = StreamText.ToMessage(proposal.Stream);
        answers.Writer.TryWrite(answer);
    }

    private async Task<BatchAppendResp> Written(Proposal proposal, CancellationToken cancellation)
    {
        try
        {
            return BatchAnswers.Of(await appends.Append(proposal, cancellation), proposal);
        }
        catch (LogRefusedException)
        {
            return BatchAnswers.Busy();
        }
        catch (Exception e) when (e is OutcomeUnknownException or RpcException or OperationCanceledException or ObjectDisposedException)
        {
            return BatchAnswers.TimedOut();
        }
        catch (ArgumentException e)
        {
            return BatchAnswers.Invalid(e.Message);
        }
        catch (DamagedLogException)
        {
            return BatchAnswers.Failed();
        }
    }

    private static TimeSpan MayTake(BatchAppendReq.Types.Options? options)
    {
        if (options?.DeadlineOptionCase != BatchAppendReq.Types.Options.DeadlineOptionOneofCase.Deadline)
            return FaceLimits.MaxCollecting;
        var seconds = options.Deadline.Seconds + (options.Deadline.Nanos / 1e9);
        return TimeSpan.FromSeconds(Math.Clamp(seconds, 0, FaceLimits.MaxCollecting.TotalSeconds));
    }

    /// <summary>An append whose last request has not come yet.</summary>
    private sealed record Collecting(Proposal? Proposal, BatchAppendResp? Failure, long Since, TimeSpan MayTake)
    {
        public BatchAppendResp? Failure { get; set; } = Failure;
    }
}
