using AccessGovernance.EventLog.EventStoreDb;
using AccessGovernance.EventLog.EventStoreDb.Connections;
using AccessGovernance.EventStoreProtocol;
using State = AccessGovernance.EventStoreProtocol.MemberInfo.Types.VNodeState;

namespace AccessGovernance.EventLog.Tests.EventStoreDb;

public sealed class FindingNodes : StoreTest
{
    private readonly List<StoreServer> others = [];

    [Fact]
    public async Task A_node_that_is_not_the_leader_names_the_one_to_speak_to()
    {
        var leader = await Another();
        Server.Faults.Leader = leader.Endpoint;
        var log = await Open();

        Assert.Equal(new Appended(1, 1, 0), await log.Write("identity-a", -1, Sample.Event(1)));
        Assert.Equal((0, 1), (Server.Faults.Subscriptions, leader.Faults.Subscriptions));
        await End();
    }

    [Fact]
    public async Task The_leader_is_found_by_gossip_though_a_seed_is_dead()
    {
        var leader = await Another();
        var dead = await Another();
        await dead.DisposeAsync();
        Server.Members.Members.Add([Member(Server, State.Follower), Member(dead, State.Leader, isAlive: false), Member(leader, State.Leader)]);
        await using var log = await Discover($"{dead.Endpoint},{Server.Endpoint}");

        Assert.Equal(new Appended(1, 1, 0), await log.Write("identity-a", -1, Sample.Event(1)));
        Assert.Equal(1, leader.Faults.Subscriptions);
        await End();
    }

    [Fact]
    public async Task When_the_leader_dies_the_next_one_is_found()
    {
        var (first, second) = (await Another(), await Another());
        Server.Members.Members.Add([Member(Server, State.Follower), Member(first, State.Leader), Member(second, State.Follower)]);
        await using var log = await Discover($"{Server.Endpoint}");
        await log.Write("identity-a", -1, Sample.Event(1));
        Server.Members.Members.Clear();
        Server.Members.Members.Add([Member(Server, State.Follower), Member(second, State.Leader)]);
        await first.DisposeAsync();

        Assert.Equal(new Appended(2, 2, 1), await log.Write("identity-a", 0, Sample.Event(2)));
        Assert.Equal(2, (await log.Everything()).Count);
        await End();
    }

    [Fact]
    public async Task No_node_in_as_many_rounds_as_are_allowed_is_a_refusal()
    {
        var refused = await Assert.ThrowsAsync<LogRefusedException>(() => Discover($"{Server.Endpoint}", "maxDiscoverAttempts=2"));

        Assert.Contains("No node of the event store was found in 2 rounds", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(NodePreference.Leader, State.Leader)]
    [InlineData(NodePreference.Follower, State.Follower)]
    [InlineData(NodePreference.ReadOnlyReplica, State.ReadOnlyReplica)]
    public void The_preferred_kind_of_member_is_chosen(NodePreference preference, State state)
    {
        var members = Enum.GetValues<State>().Select(s => Member((int)s + 1, s, isAlive: true)).ToList();

        Assert.Equal((int)state + 1, NodeDiscovery.Choose(members, preference)!.Port);
        members.RemoveAll(m => m.State == state);
        Assert.NotNull(NodeDiscovery.Choose(members, preference));
    }

    [Fact]
    public void Members_that_are_dead_or_not_ready_are_not_chosen()
    {
        var members = Enum.GetValues<State>().Select(s => Member((int)s + 1, s,
            isAlive: s is not (State.Leader or State.Follower or State.ReadOnlyReplica or State.ReadOnlyLeaderless)));

        Assert.Null(NodeDiscovery.Choose(members, NodePreference.Random));
    }

    private async Task<StoreServer> Another()
    {
        others.Add(await StoreServer.Start(Store));
        return others[^1];
    }

    private async Task End()
    {
        foreach (var other in others)
            await other.DisposeAsync();
    }

    private Task<EventStoreEventLog> Discover(string hosts, string options = "maxDiscoverAttempts=100") => EventStoreEventLog.Open(
        ConnectionString.Parse($"esdb+discover://{hosts}?tls=false&discoveryInterval=10&{options}"), new StorePrefix("test"), Clock, default);

    private static MemberInfo Member(StoreServer server, State state, bool isAlive = true) => Member(server.Endpoint.Port, state, isAlive);

    private static MemberInfo Member(int port, State state, bool isAlive) =>
        new() { State = state, IsAlive = isAlive, HttpEndPoint = new() { Address = "127.0.0.1", Port = (uint)port } };
}
