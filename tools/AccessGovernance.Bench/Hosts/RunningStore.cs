using AccessGovernance.EventStoreProtocol;
using Grpc.Core;
using Grpc.Net.Client;

namespace AccessGovernance.Bench.Hosts;

/// <summary>An EventStoreDB on the loopback: the server's plain store, in a process of its own.</summary>
internal sealed class RunningStore : IAsyncDisposable
{
    private const int StartSeconds = 60;

    private readonly ChildProcess process;

    private RunningStore(ChildProcess process, int port)
    {
        (this.process, Channel) = (process, Channels.To(port));
        Connection = $"esdb://127.0.0.1:{port}?tls=false";
    }

    public string Connection { get; }

    public GrpcChannel Channel { get; }

    public TimeSpan ProcessorTime => process.ProcessorTime();

    /// <param name="directory">Where the server's assembly lies.</param>
    public static async Task<RunningStore> Start(string directory, string data, TimeProvider time, CancellationToken cancellation)
    {
        var port = Ports.Free();
        var store = new RunningStore(ChildProcess.StartAssembly(Path.Combine(directory, RunningServer.Assembly),
            "--data", data, "--eventstore-plain-store", "open", "--eventstore-endpoint", $"{port}"), port);
        try
        {
            var limit = time.GetUtcNow().AddSeconds(StartSeconds).UtcDateTime;
            var ready = new CallOptions(deadline: limit, cancellationToken: cancellation).WithWaitForReady();
            await new Gossip.GossipClient(store.Channel).ReadAsync(new Empty(), ready);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await process.DisposeAsync();
    }
}
