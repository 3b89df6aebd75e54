using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;

namespace AccessGovernance.Cli.Quickstart;

/// <summary>Waits until a server says that it serves.</summary>
internal static class ServerHealth
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan OneCall = TimeSpan.FromSeconds(2);

    /// <exception cref="CommandFailed">The server ended, or was not healthy in time.</exception>
    public static async Task WaitAsync(ServerProcess server, Uri address, TimeProvider clock, CancellationToken cancellation)
    {
        using var channel = GrpcChannel.ForAddress(address);
        var health = new Health.HealthClient(channel);
        using var watch = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var exited = server.ExitedAsync(watch.Token);
        var began = clock.GetTimestamp();
        try
        {
            while (clock.GetElapsedTime(began) < Patience)
            {
                if (exited.IsCompleted)
                    throw server.Ended();
                if (await ServesAsync(health, clock, cancellation))
                    return;
                await Task.WhenAny(exited, Task.Delay(Pause, clock, cancellation));
                cancellation.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            await watch.CancelAsync();
        }
        throw new CommandFailed(ExitCode.Unreachable, $"the server was not healthy within {Patience.TotalSeconds} s",
            "The machine may be busy; run the command again.");
    }

    private static async Task<bool> ServesAsync(Health.HealthClient health, TimeProvider clock, CancellationToken cancellation)
    {
        try
        {
            var deadline = clock.GetUtcNow().UtcDateTime + OneCall;
            var answer = await health.CheckAsync(new HealthCheckRequest(), deadline: deadline, cancellationToken: cancellation);
            return answer.Status == HealthCheckResponse.Types.ServingStatus.Serving;
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
        {
            return false;
        }
    }
}
