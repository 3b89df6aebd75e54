using AccessGovernance.EventStoreProtocol;
using Grpc.Core;
using State = AccessGovernance.EventStoreProtocol.MemberInfo.Types.VNodeState;

namespace AccessGovernance.EventLog.EventStoreDb.Connections;

/// <summary>
/// Asks the seeds, in random order, who the members of the cluster are, and takes the first answer that names a node which can be used.
/// Members of the last good answer are asked before the seeds of the connection string.
/// </summary>
internal sealed class NodeDiscovery(EventStoreSettings settings, NodeChannels channels)
{
    private static readonly Dictionary<NodePreference, State[]> Order = new()
    {
        [NodePreference.Leader] = [State.Leader, State.Follower, State.ReadOnlyReplica, State.ReadOnlyLeaderless],
        [NodePreference.Follower] = [State.Follower, State.Leader, State.ReadOnlyReplica, State.ReadOnlyLeaderless],
        [NodePreference.ReadOnlyReplica] = [State.ReadOnlyReplica, State.ReadOnlyLeaderless, State.Leader, State.Follower],
        [NodePreference.Random] = [],
    };

    private static readonly State[] Usable = [State.Leader, State.Follower, State.ReadOnlyReplica, State.ReadOnlyLeaderless];

    private IReadOnlyList<StoreEndpoint> members = [];

    /// <exception cref="LogRefusedException">No node was found in as many rounds as are allowed.</exception>
    public async Task<StoreEndpoint> Find(CancellationToken cancellation)
    {
        if (!settings.Discovers)
            return settings.Hosts[0];
        var trouble = "";
        for (var round = 1; ; round++)
        {
            foreach (var seed in Shuffled(members).Concat(Shuffled(settings.Hosts)).Distinct().ToList())
            {
                try
                {
                    if (await Ask(seed, cancellation) is { } found)
                        return found;
                    trouble = $"{seed} knows no member that can be used";
                }
                catch (RpcException e) when (!cancellation.IsCancellationRequested)
                {
                    trouble = $"{seed}: {StoreFailure.Of(e).Text}";
                }
            }
            if (round == settings.MaxDiscoverAttempts)
                throw new LogRefusedException($"No node of the event store was found in {round} rounds over its {settings.Hosts.Count} hosts ({trouble}).");
            await Task.Delay(settings.DiscoveryInterval, cancellation);
        }
    }

    /// <summary>The member to use among those that a node knows, null for none.</summary>
    internal static StoreEndpoint? Choose(IEnumerable<MemberInfo> known, NodePreference preference)
    {
        var order = Order[preference];
        return known.Where(m => m.IsAlive && Usable.Contains(m.State) && m.HttpEndPoint is not null)
            .OrderBy(m => Array.IndexOf(order, m.State))
            .ThenBy(_ => Random.Shared.Next())
            .Select(Endpoint)
            .FirstOrDefault();
    }

    private async Task<StoreEndpoint?> Ask(StoreEndpoint seed, CancellationToken cancellation)
    {
        using var node = channels.Open(seed);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(settings.GossipTimeout);
        var answer = await node.Gossip.ReadAsync(new Empty(), channels.Headers, cancellationToken: limit.Token);
        var chosen = Choose(answer.Members, settings.Preference);
        if (chosen is not null)
            members = [.. answer.Members.Where(m => m.IsAlive && m.HttpEndPoint is not null).Take(ConnectionString.MaxHosts).Select(Endpoint)];
        return chosen;
    }

    private static StoreEndpoint Endpoint(MemberInfo member) => new(member.HttpEndPoint.Address, (int)member.HttpEndPoint.Port);

    private static StoreEndpoint[] Shuffled(IEnumerable<StoreEndpoint> some)
    {
        var shuffled = some.ToArray();
        Random.Shared.Shuffle(shuffled);
        return shuffled;
    }
}
