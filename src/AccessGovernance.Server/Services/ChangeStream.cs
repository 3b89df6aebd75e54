using System.Threading.Channels;
using AccessGovernance.Api.V1;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using AccessGovernance.Server.Telemetry;
using Grpc.Core;
using Status = Google.Rpc.Status;

namespace AccessGovernance.Server.Services;

/// <summary>
/// One ApplyChanges call: changes of one identity one after the other, those of different identities side by side, results in the order of
/// the changes. At most <see cref="MaxWaiting"/> changes are under way; then reading waits.
/// </summary>
internal sealed class ChangeStream(ProvisioningServiceV1 service, CallerInterceptor callers, ServerCallContext context)
{
    private const int MaxWaiting = 64;

    private readonly Channel<Task<ApplyChangesResponse>> results =
        Channel.CreateBounded<Task<ApplyChangesResponse>>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true, SingleWriter = true });

    private readonly Dictionary<string, Task> lastOfIdentity = new(StringComparer.Ordinal);

    public async Task Run(IAsyncStreamReader<ApplyChangesRequest> changes, IServerStreamWriter<ApplyChangesResponse> responses)
    {
        var reading = Read(changes);
        await foreach (var result in results.Reader.ReadAllAsync(context.CancellationToken))
            await responses.WriteAsync(await result, context.CancellationToken);
        await reading;
    }

    private async Task Read(IAsyncStreamReader<ApplyChangesRequest> changes)
    {
        try
        {
            for (long index = 0; await changes.MoveNext(context.CancellationToken); index++)
                await results.Writer.WriteAsync(Start(changes.Current, index), context.CancellationToken);
            results.Writer.Complete();
        }
        catch (Exception e)
        {
            results.Writer.Complete(e);
        }
    }

    private Task<ApplyChangesResponse> Start(ApplyChangesRequest change, long index)
    {
        var identity = change.ChangeCase switch
        {
            ApplyChangesRequest.ChangeOneofCase.Grant => change.Grant.Identity,
            ApplyChangesRequest.ChangeOneofCase.Revoke => change.Revoke.Identity,
            ApplyChangesRequest.ChangeOneofCase.Correct => change.Correct.Identity,
            _ => "",
        };
        // One identity may be written with more or fewer of its characters percent-encoded.
        identity = Uri.UnescapeDataString(identity);
        var running = RunAfter(lastOfIdentity.GetValueOrDefault(identity, Task.CompletedTask), change, index);
        if (lastOfIdentity.Count >= MaxWaiting * 2)
        {
            foreach (var done in lastOfIdentity.Where(l => l.Value.IsCompleted).Select(l => l.Key).ToList())
                lastOfIdentity.Remove(done);
        }
        lastOfIdentity[identity] = running;
        return running;
    }

    private async Task<ApplyChangesResponse> RunAfter(Task before, ApplyChangesRequest change, long index)
    {
        await before;
        var response = new ApplyChangesResponse { Index = index };
        try
        {
            callers.Readmit(context);
            switch (change.ChangeCase)
            {
                case ApplyChangesRequest.ChangeOneofCase.Grant: response.Grant = await service.GrantAccess(change.Grant, context); break;
                case ApplyChangesRequest.ChangeOneofCase.Revoke: response.Revoke = await service.RevokeAccess(change.Revoke, context); break;
                case ApplyChangesRequest.ChangeOneofCase.Correct: response.Correct = await service.CorrectGrant(change.Correct, context); break;
                default: throw new InvalidRequestException("change", "must be grant, revoke or correct");
            }
        }
        catch (Exception e)
        {
            response.Error = StatusOf(callers.Failed(e, context));
        }
        CallMetrics.CommandEnded(KindOf(change), (StatusCode)(response.Error?.Code ?? 0));
        return response;
    }

    private static string KindOf(ApplyChangesRequest change) => change.ChangeCase switch
    {
        ApplyChangesRequest.ChangeOneofCase.Grant => nameof(service.GrantAccess),
        ApplyChangesRequest.ChangeOneofCase.Revoke => nameof(service.RevokeAccess),
        ApplyChangesRequest.ChangeOneofCase.Correct => nameof(service.CorrectGrant),
        _ => nameof(service.ApplyChanges),
    };

    private static Status StatusOf(RpcException e) => e.GetRpcStatus() ?? new Status { Code = (int)e.StatusCode, Message = e.Status.Detail };
}
