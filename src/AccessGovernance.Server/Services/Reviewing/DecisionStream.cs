using System.Threading.Channels;
using AccessGovernance.Api.V1;
using AccessGovernance.Server.Telemetry;
using Grpc.Core;

namespace AccessGovernance.Server.Services.Reviewing;

/// <summary>
/// One DecideItems call: requests side by side, answered in the order in which they came. At most <see cref="MaxWaiting"/> are under way; then
/// reading waits. Whoever answers one item in two requests waits for the first one's answer.
/// </summary>
internal sealed class DecisionStream(BulkDecisions decisions, ServerCallContext context)
{
    private const int MaxWaiting = 4;

    private readonly Channel<Task<DecideItemsResponse>> answers =
        Channel.CreateBounded<Task<DecideItemsResponse>>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true, SingleWriter = true });

    public async Task Run(IAsyncStreamReader<DecideItemsRequest> requests, IServerStreamWriter<DecideItemsResponse> responses)
    {
        var reading = Read(requests);
        await foreach (var answer in answers.Reader.ReadAllAsync(context.CancellationToken))
            await responses.WriteAsync(await answer, context.CancellationToken);
        await reading;
    }

    private async Task Read(IAsyncStreamReader<DecideItemsRequest> requests)
    {
        try
        {
            while (await requests.MoveNext(context.CancellationToken))
                await answers.Writer.WriteAsync(Decide(requests.Current), context.CancellationToken);
            answers.Writer.Complete();
        }
        catch (Exception e)
        {
            answers.Writer.Complete(e);
        }
    }

    private async Task<DecideItemsResponse> Decide(DecideItemsRequest request)
    {
        var code = StatusCode.OK;
        try
        {
            decisions.Callers.Readmit(context);
            return await decisions.Decide(request, context);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var error = decisions.StatusOf(e, context);
            code = (StatusCode)error.Code;
            return new() { RequestId = request.RequestId, Error = error };
        }
        finally
        {
            CallMetrics.CommandEnded(nameof(ReviewService.ReviewServiceBase.DecideItems), code);
        }
    }
}
