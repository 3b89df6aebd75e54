using AccessGovernance.Domain;

namespace AccessGovernance.EventLog.Tests.Conformance;

public abstract partial class EventLogConformance
{
    [Fact]
    public async Task Waiting_past_a_position_ends_when_the_head_is_past_it()
    {
        var waiting = Log.WaitPast(1, default).AsTask();
        await Log.Write("identity-a", -1, Sample.Event(1));
        Assert.False(waiting.IsCompleted);
        await Log.Write("identity-a", 0, Sample.Event(2));

        Assert.Equal(2, (await waiting).Position);
        Assert.Equal(2, (await Log.WaitPast(0, default)).Position);
    }

    [Fact]
    public async Task Waiting_can_be_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var waiting = Log.WaitPast(0, stop.Token).AsTask();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Following_meets_the_old_and_then_the_new_once_and_in_order()
    {
        await Log.Write("identity-a", -1, Sample.Events(0, 10));
        using var stop = new CancellationTokenSource();
        var seen = new List<long>();
        var writer = Task.Run(async () =>
        {
            for (var i = 10; i < 200; i++)
                await Log.Write("identity-a", i - 1, Sample.Event(i));
        });
        await foreach (var page in Log.Follow(3, stop.Token))
        {
            seen.AddRange(page.Select(e => e.Position));
            if (seen[^1] == 200)
                break;
        }
        await writer;
        Assert.Equal(Enumerable.Range(4, 197).Select(p => (long)p), seen);
    }

    [Fact]
    [Trait("Rule", "2")]
    public async Task Recording_time_never_goes_back_though_the_clock_does()
    {
        Clock.Stop();
        var first = await HeadAfterWriting(TimeSpan.Zero, 0);
        var back = await HeadAfterWriting(TimeSpan.FromSeconds(-2), 1);
        var still = await HeadAfterWriting(TimeSpan.FromSeconds(1), 2);
        var later = await HeadAfterWriting(TimeSpan.FromSeconds(2), 3);

        Assert.Equal(first, back);
        Assert.Equal(first, still);
        Assert.Equal(first.Plus(TimeSpan.FromSeconds(1)), later);
        Assert.Equal(
            [first, first.Plus(TimeSpan.FromSeconds(-2)), first.Plus(TimeSpan.FromSeconds(-1)), later],
            (await Log.Everything()).Select(e => e.Stamp));
    }

    private async Task<Instant> HeadAfterWriting(TimeSpan step, int number)
    {
        Clock.Advance(step);
        await Log.Write("identity-a", number - 1, Sample.Event(number));
        return Log.Head.RecordingTime;
    }
}
