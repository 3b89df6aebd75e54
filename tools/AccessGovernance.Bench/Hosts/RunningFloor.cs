using System.Reflection;
using Grpc.Core;
using Grpc.Net.Client;

namespace AccessGovernance.Bench.Hosts;

/// <summary>This bench as a <see cref="FloorHost"/>, in a process of its own.</summary>
internal sealed class RunningFloor : IAsyncDisposable
{
    public const string EchoMode = "echo-host";
    public const string GrainMode = "grain-host";
    private const int StartSeconds = 60;

    private readonly ChildProcess process;
    private readonly GrpcChannel channel;

    private RunningFloor(ChildProcess process, int port)
    {
        this.process = process;
        channel = Channels.To(port);
        Client = new FloorService.FloorServiceClient(channel);
    }

    public FloorService.FloorServiceClient Client { get; }

    public TimeSpan ProcessorTime => process.ProcessorTime();

    public static async Task<RunningFloor> Start(string mode, TimeProvider time, CancellationToken cancellation)
    {
        var port = Ports.Free();
        var floor = new RunningFloor(ChildProcess.StartAssembly(Assembly.GetExecutingAssembly().Location, mode, "--port", $"{port}"), port);
        try
        {
            var limit = time.GetUtcNow().AddSeconds(StartSeconds).UtcDateTime;
            await floor.Client.EchoAsync(new EchoRequest(), new CallOptions(deadline: limit, cancellationToken: cancellation).WithWaitForReady());
            return floor;
        }
        catch
        {
            await floor.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await process.DisposeAsync();
    }
}
