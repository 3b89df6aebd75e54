using AccessGovernance.EventStoreProtocol;
using Grpc.Net.Client;

namespace AccessGovernance.EventLog.EventStoreDb.Connections;

/// <summary>
/// One node with the calls that can be made to it. Who makes calls enters first: a node that was left is closed when the last of them has
/// gone, so that nobody's call is cut off because somebody else's failed. Thread-safe.
/// </summary>
internal sealed class StoreNode(StoreEndpoint endpoint, GrpcChannel channel) : IDisposable
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource gone = new();
    private int inside;
    private bool left;

    public StoreEndpoint Endpoint => endpoint;

    public Streams.StreamsClient Streams { get; } = new(channel);

    public Gossip.GossipClient Gossip { get; } = new(channel);

    /// <summary>Cancelled when it was left because it failed: who reads without end need not wait for it.</summary>
    public CancellationToken Gone => gone.Token;

    /// <returns>False when it was left: find another one.</returns>
    public bool TryEnter()
    {
        lock (gate)
        {
            if (!left)
                inside++;
            return !left;
        }
    }

    public void Exit()
    {
        lock (gate)
        {
            if (--inside > 0 || !left)
                return;
        }
        channel.Dispose();
    }

    /// <summary>Nobody enters any more.</summary>
    public void Leave()
    {
        lock (gate)
        {
            var before = left;
            left = true;
            if (before || inside > 0)
                return;
        }
        channel.Dispose();
    }

    /// <summary>As <see cref="Leave"/>, of a node that failed.</summary>
    public void GiveUp()
    {
        Leave();
        gone.Cancel();
    }

    /// <summary>Ends the calls that are under way, too.</summary>
    public void Dispose()
    {
        GiveUp();
        channel.Dispose();
        gone.Dispose();
    }
}
