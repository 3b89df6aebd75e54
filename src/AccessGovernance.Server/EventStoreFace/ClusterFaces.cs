using AccessGovernance.EventStoreProtocol;
using Grpc.Core;

namespace AccessGovernance.Server.EventStoreFace;

/// <summary>A cluster of one: this node, always its leader, where the client reached it.</summary>
internal sealed class GossipFace(TimeProvider time) : Gossip.GossipBase
{
    private static readonly Guid Instance = Guid.NewGuid();

    public override Task<ClusterInfo> Read(Empty request, ServerCallContext context)
    {
        var http = context.GetHttpContext();
        var sinceEpoch = time.GetUtcNow() - DateTimeOffset.UnixEpoch;
        return Task.FromResult(new ClusterInfo
        {
            Members =
            {
                new MemberInfo
                {
                    InstanceId = Uuids.ToMessage(Instance, structured: true),
                    TimeStamp = sinceEpoch.Ticks,
                    State = MemberInfo.Types.VNodeState.Leader,
                    IsAlive = true,
                    HttpEndPoint = new() { Address = http.Request.Host.Host, Port = (uint)(http.Request.Host.Port ?? http.Connection.LocalPort) },
                },
            },
        });
    }
}

/// <summary>What of EventStoreDB's protocol there is here: streams, without persistent subscriptions and projections.</summary>
internal sealed class ServerFeaturesFace : ServerFeatures.ServerFeaturesBase
{
    /// <summary>The version whose answers are given: clients choose by it what they may ask.</summary>
    private const string Version = "24.10.5";

    private static readonly SupportedMethods Supported = new()
    {
        EventStoreServerVersion = Version,
        Methods =
        {
            Method("streams.streams", "read", "position", "events"),
            Method("streams.streams", "append"),
            Method("streams.streams", "batchappend", "deadline_duration"),
            Method("streams.streams", "delete"),
            Method("streams.streams", "tombstone"),
            Method("gossip.gossip", "read"),
            Method("server_features.serverfeatures", "getsupportedmethods"),
        },
    };

    public override Task<SupportedMethods> GetSupportedMethods(Empty request, ServerCallContext context) => Task.FromResult(Supported);

    private static SupportedMethod Method(string service, string name, params ReadOnlySpan<string> features) =>
        new() { ServiceName = "event_store.client." + service, MethodName = name, Features = { features.ToArray() } };
}
