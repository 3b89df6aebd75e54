using AccessGovernance.EventLog.EventStoreDb;
using Grpc.Core;

namespace AccessGovernance.EventLog.Tests.EventStoreDb;

/// <summary>A node knows what now is while it has heard within a second where the store's log ends, and has read that far.</summary>
public sealed class HearingTheHead : StoreTest
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task What_is_heard_counts_for_a_second()
    {
        var hearing = (await Open()).Hearing;
        Assert.True(hearing.IsFresh);
        var held = new TaskCompletionSource();
        Server.Faults.HoldsEnds = held.Task;

        var mark = hearing.Mark;
        Clock.Advance(HeadHearing.Longest);
        Assert.True(hearing.IsRecent(mark) && hearing.Holds(mark));
        Clock.Advance(Moment);
        Assert.False(hearing.IsRecent(mark) || hearing.Holds(mark) || hearing.IsFresh);
        Assert.Equal(default, hearing.Mark);
        held.SetResult();
    }

    [Fact]
    public void Nothing_is_fresh_any_more_once_what_was_heard_of_is_not_what_is_here()
    {
        var hearing = new HeadHearing(Clock);
        hearing.Tell(Clock.GetTimestamp());
        var mark = hearing.RequireMark();
        hearing.Break(new DamagedLogException("lost"));
        hearing.Tell(Clock.GetTimestamp());
        Assert.False(hearing.IsFresh || hearing.Holds(mark));
        Assert.Throws<DamagedLogException>(() => hearing.RequireMark());
        Assert.Throws<DamagedLogException>(() => hearing.RequireHeld(mark));
    }

    [Fact]
    public async Task It_counts_from_when_the_question_was_sent_and_not_from_its_answer()
    {
        var hearing = (await Open()).Hearing;
        var held = new TaskCompletionSource();
        Server.Faults.HoldsEnds = held.Task;
        Server.Faults.EndsAsked.Clear();
        await AdvanceUntil(HeadListener.Interval, () => !Server.Faults.EndsAsked.IsEmpty);
        var age = hearing.Age;
        Clock.Advance(TimeSpan.FromSeconds(60));
        var next = new TaskCompletionSource();
        Server.Faults.HoldsEnds = next.Task;
        held.SetResult();

        await AdvanceUntil(TimeSpan.Zero, () => hearing.Age < age + TimeSpan.FromSeconds(60));
        Assert.False(hearing.IsFresh);
        Server.Faults.HoldsEnds = null;
        next.SetResult();
        await AdvanceUntil(HeadListener.Interval, () => hearing.IsFresh);
    }

    [Fact]
    public async Task The_head_is_heard_of_once_the_subscription_has_brought_everything_up_to_it()
    {
        var (log, other) = (await Open(), await Open());
        var held = new TaskCompletionSource();
        // Of the other node too: its append is over when it has read it back.
        Server.Faults.HoldsSubscriptions = held.Task;
        var writing = other.Write("identity-a", -1, Sample.Event(1));
        await AdvanceUntil(TimeSpan.Zero, () => Store.Stream("test.identity-a").Count == 1);
        await AdvanceUntil(HeadListener.Interval, () => log.Hearing.Age > HeadHearing.Longest);
        Assert.Equal((0, false), (log.Head.Position, log.Hearing.IsFresh));

        Server.Faults.HoldsSubscriptions = null;
        held.SetResult();
        await writing;
        await AdvanceUntil(HeadListener.Interval, () => log.Hearing.IsFresh);
        Assert.Equal(1, log.Head.Position);
    }

    [Fact]
    public async Task What_the_leader_told_of_and_lost_before_it_was_read_is_not_waited_for_for_ever()
    {
        var log = await Open();
        await log.Write("identity-a", -1, Sample.Event(1));
        Server.Faults.HoldsSubscriptions = new TaskCompletionSource().Task;
        Store.Append("test.identity-b", -1, [new(Guid.NewGuid(), "lost", [], [])]);
        await AdvanceUntil(HeadListener.Interval, () => log.Hearing.Trouble is not null);
        Assert.Contains("has not read within 1 s what the leader told of", log.Hearing.Trouble, StringComparison.Ordinal);

        Store.LoseTail(1);
        Server.Faults.HoldsSubscriptions = null;
        Server.Faults.DropSubscriptions();
        await AdvanceUntil(HeadListener.Interval, () => log.Hearing is { IsFresh: true, Trouble: null });
        Assert.Equal(1, log.Head.Position);
    }

    [Fact]
    public async Task Other_programs_events_are_no_head_to_wait_for()
    {
        var log = await Open();
        for (var i = 0; i < 3; i++)
        {
            WriteForeign("other.identity-a");
            Clock.Advance(HeadHearing.Longest + Moment);
            await AdvanceUntil(HeadListener.Interval, () => log.Hearing.IsFresh);
        }
        await log.Write("identity-a", -1, Sample.Event(1));
        WriteForeign("other.identity-a");
        Clock.Advance(HeadHearing.Longest + Moment);
        await AdvanceUntil(HeadListener.Interval, () => log.Hearing.IsFresh);
    }

    [Fact]
    public async Task The_leader_is_asked_whatever_node_is_read_from()
    {
        var log = await Open("nodePreference=follower&discoveryInterval=10");

        Assert.True(log.Hearing.IsFresh);
        Assert.Contains("true", Server.Faults.EndsAsked);
    }

    [Fact]
    public async Task A_mark_does_not_outlive_a_break()
    {
        var hearing = (await Open()).Hearing;
        var mark = hearing.Mark;
        await AdvanceUntil(HeadListener.Interval, () => hearing.Mark.AskedAt > mark.AskedAt);
        Assert.True(hearing.Holds(mark));

        // As when the process is stopped for a minute and goes on.
        Clock.Advance(TimeSpan.FromMinutes(1));
        await AdvanceUntil(HeadListener.Interval, () => hearing.IsFresh);
        Assert.False(hearing.Holds(mark));
        Assert.True(hearing.Holds(hearing.Mark));
    }

    [Fact]
    public async Task Waiting_for_it_ends_when_it_is_heard_or_with_the_patience()
    {
        var hearing = (await Open()).Hearing;
        var held = new TaskCompletionSource();
        Server.Faults.HoldsEnds = held.Task;
        Clock.Advance(HeadHearing.Longest + Moment);

        var impatient = hearing.Soon(Moment, CancellationToken.None);
        Assert.False(impatient.IsCompleted);
        Clock.Advance(Moment);
        Assert.Equal(default, await impatient);
        var patient = hearing.Soon(TimeSpan.FromDays(1), CancellationToken.None).AsTask();
        Server.Faults.HoldsEnds = null;
        held.SetResult();
        await AdvanceUntil(HeadListener.Interval, () => patient.IsCompleted);
        Assert.True(hearing.Holds(await patient));
    }

    [Fact]
    public async Task Whoever_would_be_one_too_many_does_not_wait_for_it()
    {
        var hearing = new HeadHearing(Clock);
        var waiting = Enumerable.Range(0, HeadHearing.MaxWaiting).Select(_ => hearing.Soon(Patience, CancellationToken.None).AsTask()).ToList();
        var beyond = hearing.Soon(Patience, CancellationToken.None).AsTask();
        Assert.True(beyond.IsCompleted);
        Assert.Equal(default, await beyond);

        hearing.Tell(Clock.GetTimestamp());
        Assert.All(await Task.WhenAll(waiting), mark => Assert.True(hearing.Holds(mark)));
        Clock.Advance(HeadHearing.Longest + Moment);
        Assert.False(hearing.Soon(Patience, CancellationToken.None).AsTask().IsCompleted);
    }

    [Fact]
    public async Task Why_nothing_is_heard_is_told_until_something_is()
    {
        var hearing = (await Open()).Hearing;
        Server.Faults.Down = StoreUnderTest.Refusal(StatusCode.PermissionDenied, "access-denied");
        await AdvanceUntil(HeadListener.Interval, () => hearing.Trouble is not null);
        Assert.Contains("access denied", hearing.Trouble, StringComparison.Ordinal);

        Server.Faults.Down = null;
        await AdvanceUntil(HeadListener.Interval, () => hearing.Trouble is null && hearing.IsFresh);
    }

    // The clock goes on step by step until the node has noticed: its turns come by that clock, its calls take the time they take.
    private async Task AdvanceUntil(TimeSpan step, Func<bool> reached)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!reached())
        {
            Clock.Advance(step);
            await Task.Delay(5, limit.Token);
        }
    }
}
