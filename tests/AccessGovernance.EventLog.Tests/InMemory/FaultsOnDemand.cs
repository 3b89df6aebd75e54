using AccessGovernance.EventLog.InMemory;

namespace AccessGovernance.EventLog.Tests.InMemory;

public sealed class FaultsOnDemand
{
    private readonly InMemoryEventLog log = new(TimeProvider.System);

    [Fact]
    public async Task A_lost_acknowledgement_is_written_and_its_repeat_answers_the_position()
    {
        log.Faults.OnNext(new LostAcknowledgement());

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => log.Write("identity-a", -1, Sample.Event(1)));
        Assert.Equal(new Appended(1, 1, 0), await log.Write("identity-a", -1, Sample.Event(1)));
    }

    [Fact]
    public async Task A_lost_request_is_not_written()
    {
        log.Faults.OnNext(new LostRequest());

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => log.Write("identity-a", -1, Sample.Event(1)));
        Assert.Equal(0, log.Head.Position);
    }

    [Fact]
    public async Task A_refused_append_says_why_and_is_not_written()
    {
        log.Faults.OnNext(new RefusedAppend("disk full"));

        var refusal = await Assert.ThrowsAsync<LogRefusedException>(() => log.Write("identity-a", -1, Sample.Event(1)));
        Assert.Equal("disk full", refusal.Message);
        Assert.Equal(new Appended(1, 1, 0), await log.Write("identity-a", -1, Sample.Event(1)));
    }

    [Fact]
    public async Task An_append_held_before_writing_lets_others_overtake()
    {
        var held = new HeldAppend(HoldWhen.BeforeWriting);
        log.Faults.OnNext(held);
        var slow = log.Write("identity-a", -1, Sample.Event(1));
        await held.Reached;
        await log.Write("identity-a", -1, Sample.Event(2));
        held.Release();

        Assert.Equal(new RevisionConflict("identity-a", 0), await slow);
    }

    [Fact]
    public async Task An_append_held_after_writing_is_visible_before_it_is_acknowledged()
    {
        var held = new HeldAppend(HoldWhen.AfterWriting);
        log.Faults.OnNext(held);
        var slow = log.Write("identity-a", -1, Sample.Event(1));
        await held.Reached;

        Assert.Equal(1, log.Head.Position);
        Assert.False(slow.IsCompleted);
        held.Release();
        Assert.Equal(new Appended(1, 1, 0), await slow);
    }

    [Fact]
    public async Task A_fault_for_one_stream_waits_for_it()
    {
        log.Faults.OnNext("identity-b", new RefusedAppend("no"));

        Assert.IsType<Appended>(await log.Write("identity-a", -1, Sample.Event(1)));
        await Assert.ThrowsAsync<LogRefusedException>(() => log.Write("identity-b", -1, Sample.Event(2)));
        Assert.IsType<Appended>(await log.Write("identity-b", -1, Sample.Event(2)));
    }

    [Fact]
    public async Task A_damaged_position_stops_readers()
    {
        await log.Write("identity-a", -1, Sample.Events(1, 3));
        log.Faults.Damage(2);

        var damage = await Assert.ThrowsAsync<DamagedLogException>(() => log.Everything());
        Assert.Contains("position 2", damage.Message, StringComparison.Ordinal);
    }
}
