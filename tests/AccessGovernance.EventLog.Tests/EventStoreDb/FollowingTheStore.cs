using AccessGovernance.EventLog.EventStoreDb;
using AccessGovernance.EventLog.EventStoreDb.Connections;

namespace AccessGovernance.EventLog.Tests.EventStoreDb;

public sealed class FollowingTheStore : StoreTest
{
    [Fact]
    public async Task Only_events_of_the_deployment_are_counted()
    {
        var log = await Open();
        await log.Write("identity-a", -1, Sample.Event(1));
        WriteForeign("other.identity-a");
        WriteForeign("testing.identity-a");
        WriteForeign("$$test.identity-a");
        await log.Write("identity-a", 0, Sample.Event(2));

        Assert.Equal([1L, 2], (await log.Everything()).Select(e => e.Position));
        Assert.Equal(2, (await Open()).Head.Position);
    }

    [Fact]
    public async Task Nodes_of_one_deployment_count_the_same()
    {
        var (one, two) = (await Open(), await Open());
        await one.Write("identity-a", -1, Sample.Events(1, 2));
        await two.Write("identity-b", -1, Sample.Event(3));
        await two.WaitPast(2, default);
        await one.WaitPast(2, default);

        Assert.Equal(one.StoreId, two.StoreId);
        Assert.Equal((await one.Everything()).Select(Shape), (await two.Everything()).Select(Shape));
        Assert.Equal(new RevisionConflict("identity-a", 1), await two.Write("identity-a", 0, Sample.Event(4)));
        // What another node wrote is read with its position, also when this one had not counted it yet.
        await one.Write("identity-c", -1, Sample.Event(5));
        Assert.Equal([4L], (await two.ReadStream("identity-c", 0, default).Flat()).Select(e => e.Position));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task A_subscription_that_ends_goes_on_after_the_last_handled_event(int redelivered)
    {
        var log = await Open();
        await log.Write("identity-a", -1, Sample.Events(0, 4));
        await Resubscribed(log, () =>
        {
            Server.Faults.Redelivered = redelivered;
            Server.Faults.DropSubscriptions();
        });
        await log.Write("identity-a", 3, Sample.Events(4, 2));

        Assert.Equal(Enumerable.Range(1, 6).Select(p => (long)p), (await log.Everything()).Select(e => e.Position));
    }

    [Fact]
    public async Task A_server_that_tells_nothing_of_having_caught_up_is_followed_too()
    {
        Server.Faults.IsOld = true;
        await (await Open()).Write("identity-a", -1, Sample.Events(1, 3));

        var log = await Open();

        Assert.Equal(3, log.Head.Position);
        Assert.Equal(new Appended(4, 4, 3), await log.Write("identity-a", 2, Sample.Event(4)));
    }

    [Fact]
    public async Task A_lost_tail_stops_the_node_until_a_new_start()
    {
        var log = await Open();
        await log.Write("identity-a", -1, Sample.Event(1));
        await log.Write("identity-a", 0, Sample.Event(2));
        await Resubscribed(log, () =>
        {
            Store.LoseTail(1);
            Server.Faults.DropSubscriptions();
        });

        Assert.True(log.Condition.IsStopped);
        Assert.Contains("lost acknowledged events", log.Condition.Trouble, StringComparison.Ordinal);
        await Assert.ThrowsAsync<DamagedLogException>(async () => await log.WaitPast(2, default));
        await Assert.ThrowsAsync<LogRefusedException>(() => log.Write("identity-a", 0, Sample.Event(3)));
        Assert.Equal(1, (await Open()).Head.Position);
    }

    [Fact]
    public async Task A_tail_that_went_on_otherwise_stops_the_node_too()
    {
        var log = await Open();
        await log.Write("identity-a", -1, Sample.Event(1));
        await Resubscribed(log, () =>
        {
            Store.LoseTail(1);
            WriteForeign("other.identity-b");
            Server.Faults.DropSubscriptions();
        });

        Assert.True(log.Condition.IsStopped);
    }

    [Fact]
    public async Task A_gap_in_a_stream_is_not_counted_over()
    {
        var log = await Open();
        for (var i = 0; i < 3; i++)
            await log.Write("identity-a", i - 1, Sample.Event(i));
        Store.Lose(r => r.Stream == "test.identity-a" && r.Revision == 1);

        var gap = await Assert.ThrowsAsync<DamagedLogException>(() => Open());
        Assert.Contains("Revision 2 of the stream 'identity-a' came where 1 was due", gap.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<DamagedLogException>(() => log.ReadStream("identity-a", 1, default).Flat());
    }

    [Fact]
    public async Task What_another_program_wrote_to_our_streams_is_not_passed_over()
    {
        var log = await Open();
        WriteForeign("test.identity-a");

        await Assert.ThrowsAsync<DamagedLogException>(async () => await log.WaitPast(0, default));
        await Assert.ThrowsAsync<DamagedLogException>(() => Open());
    }

    [Fact]
    public async Task A_store_stream_of_another_program_is_refused()
    {
        WriteForeign("test.store");

        Assert.Contains("Choose another prefix", (await Assert.ThrowsAsync<DamagedLogException>(() => Open())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("$a")]
    [InlineData("A")]
    [InlineData("a-b")]
    public void A_prefix_that_could_meet_another_is_refused(string name) =>
        Assert.Throws<EventStoreSettingsException>(() => new StorePrefix(name));

    [Fact]
    public async Task A_closed_log_answers_nobody_for_ever()
    {
        var log = await Open();
        var waiting = log.WaitPast(0, default).AsTask();
        await log.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        await Assert.ThrowsAsync<LogRefusedException>(() => log.Write("identity-a", -1, Sample.Event(1)));
    }

    private static object Shape(RecordedEvent e) => (e.Position, e.Stream, e.Revision, e.EventId, e.Stamp);
}
