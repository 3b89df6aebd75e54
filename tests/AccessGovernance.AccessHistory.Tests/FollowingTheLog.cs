using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;
using AccessGovernance.EventLog;
using static AccessGovernance.AccessHistory.Tests.HistoryScript;

namespace AccessGovernance.AccessHistory.Tests;

public sealed class FollowingTheLog : IAsyncDisposable
{
    private readonly HistoryScript script =
        new HistoryScript().WithApplication("app", 0).WithEntitlements("app", "e").WithIdentities("i", "j");
    private readonly ScriptedLog log = new();
    private readonly HistoryIndex index = new();
    private readonly CancellationTokenSource stop = new(TimeSpan.FromSeconds(30));
    private readonly Projector projector;
    private readonly Task running;

    public FollowingTheLog()
    {
        projector = new Projector(log, log.Decode, index);
        running = projector.Run(stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        stop.Dispose();
    }

    [Fact, Trait("Rule", "11")]
    public async Task Lets_callers_wait_for_a_position()
    {
        var waiting = projector.WaitFor(4, stop.Token).AsTask();
        Assert.False(waiting.IsCompleted);
        log.Add(script.Entries);
        await waiting;

        script.Grant("i", "e", From(0), 9);
        log.Add(script.Entries.TakeLast(1));
        await projector.WaitFor(5, stop.Token);

        Assert.Equal(new LogHead(5, new(9)), projector.Head);
        Assert.Equal(0, projector.LagPositions);
        Assert.Equal(5, new HistoryReader(index).Latest.Position);
        Assert.True(projector.WaitFor(5, stop.Token).AsTask().IsCompletedSuccessfully);
    }

    [Fact, Trait("Rule", "11")]
    public async Task Waiting_for_a_position_inside_a_batch_waits_for_its_end()
    {
        var stream = StreamNames.Of(new IdentityId("i"));
        script.RecordAll(5, (stream, Granted(new(script.NextGuid()), "e", From(0)), null),
            (stream, new IdentitySuspended(new(3), null), null));
        log.Add(script.Entries);

        await projector.WaitFor(5, stop.Token);

        Assert.Equal(6, projector.Head.Position);
    }

    [Fact]
    public async Task A_cancelled_wait_leaves_the_others_waiting()
    {
        using var impatient = new CancellationTokenSource();
        var cancelled = projector.WaitFor(4, impatient.Token).AsTask();
        var patient = projector.WaitFor(4, stop.Token).AsTask();

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await cancelled);
        log.Add(script.Entries);
        await patient;
    }

    [Fact]
    public async Task Stops_loudly_at_an_unknown_event_and_keeps_what_came_before()
    {
        var waiting = projector.WaitFor(9, stop.Token).AsTask();
        log.Add(script.Entries.Take(3));
        log.Add(script.Entries.Skip(3), "unknown");
        await running;

        Assert.Equal((4, 3), (projector.Fault!.Position, projector.Head.Position));
        Assert.Contains("'unknown'", projector.Fault.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await waiting);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await projector.WaitFor(4, stop.Token));
        Assert.True(projector.WaitFor(3, stop.Token).AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Stops_loudly_at_a_gap_in_the_positions()
    {
        log.Add(script.Entries.Where(e => e.Position != 2));
        await running;

        Assert.Equal((3, 1), (projector.Fault!.Position, projector.Head.Position));
    }

    [Fact]
    public async Task Stops_loudly_at_a_gap_in_a_stream()
    {
        log.Add(script.Entries.Select(e => e.Position == 4 ? e with { Revision = 1 } : e));
        await running;

        Assert.Equal((4, 3), (projector.Fault!.Position, projector.Head.Position));
        Assert.Contains("a gap in its stream", projector.Fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stops_loudly_at_a_change_of_a_grant_that_is_not_there()
    {
        log.Add([.. script.Entries, script.Entries[3] with
        {
            Position = 5, Revision = 1, What = new GrantVoided(new(Guid.NewGuid()), new("e"), null),
        }]);
        await running;

        Assert.Equal((5, 4), (projector.Fault!.Position, projector.Head.Position));
    }

    [Fact]
    public async Task Stops_loudly_where_the_index_has_no_more_positions()
    {
        var small = new HistoryIndex { LastPosition = 3 };
        var following = new Projector(log, log.Decode, small);
        log.Add(script.Entries);
        await following.Run(stop.Token);

        Assert.Equal((4, 3), (following.Fault!.Position, following.Head.Position));
        Assert.Contains("no position past 3", following.Fault.Message, StringComparison.Ordinal);
        Assert.Equal(int.MaxValue - 1, new HistoryIndex().LastPosition);
    }

    [Fact]
    public void Takes_nothing_more_after_an_event_that_it_could_not_take_whole()
    {
        var half = new HistoryIndex();
        script.Entries.ForEach(e => half.Apply(e));
        var granted = Granted(new(script.NextGuid()), "e", From(0)) with { Cause = new(CauseKind.ApprovedRequest, new string('r', 1 << 16)) };
        var tooLong = script.Entries[2] with { Position = 5, Revision = 1, What = granted };

        Assert.Throws<OverflowException>(() => half.Apply(tooLong));

        Assert.Throws<HistoryFaultException>(() => half.Apply(tooLong with { What = new IdentitySuspended(new(3), null) }));
        Assert.Equal((4, false), (half.Head.Position, half.IsWhole));
    }

    [Fact]
    public async Task Ends_quietly_when_it_is_cancelled()
    {
        await stop.CancelAsync();
        await running;

        Assert.Null(projector.Fault);
    }
}
