using AccessGovernance.Domain;
using AccessGovernance.EventLog.EventStoreDb;

namespace AccessGovernance.EventLog.Tests.EventStoreDb;

public sealed class ComparingClocks : StoreTest
{
    [Theory]
    [InlineData(5, true)]
    [InlineData(-5, true)]
    [InlineData(6, false)]
    [InlineData(-6, false)]
    public async Task A_writer_whose_clock_differs_too_much_writes_nothing(int seconds, bool writes)
    {
        Store.ClockOffset = TimeSpan.FromSeconds(seconds);
        var log = await Open();
        var result = await Record.ExceptionAsync(() => log.Write("identity-a", -1, Sample.Event(1)));

        Assert.Equal((writes, writes, TimeSpan.FromSeconds(-seconds)),
            (result is null, log.Condition.ClockIsTrusted, log.Condition.ClockDifference));
        if (!writes)
        {
            var refused = Assert.IsType<ClockRefusedException>(result);
            Assert.Contains($"6 s {(seconds > 0 ? "behind" : "ahead of")} the event store's", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_clock_that_is_mended_is_trusted_again()
    {
        Store.ClockOffset = TimeSpan.FromMinutes(1);
        var log = await Open();
        Store.ClockOffset = TimeSpan.Zero;
        await Assert.ThrowsAsync<ClockRefusedException>(() => log.Write("identity-a", -1, Sample.Event(1)));
        Clock.Advance(WriterClock.Interval);

        Assert.IsType<Appended>(await log.Write("identity-a", -1, Sample.Event(1)));
    }

    [Fact]
    public async Task A_clock_that_goes_wrong_is_noticed_by_what_is_written()
    {
        var log = await Open();
        Store.ClockOffset = TimeSpan.FromSeconds(-10);
        await log.Write("identity-a", -1, Sample.Event(1));

        await Assert.ThrowsAsync<ClockRefusedException>(() => log.Write("identity-a", 0, Sample.Event(2)));
        Assert.Equal(TimeSpan.FromSeconds(10), log.Condition.ClockDifference);
    }

    [Theory]
    [InlineData(-3_600)]
    [InlineData(3_600)]
    public async Task A_clock_that_is_moved_stamps_nothing_until_it_is_moved_back(int seconds)
    {
        var clock = new MovedClock(Clock);
        await using var log = await Server.Open(clock);
        await log.Write("identity-a", -1, Sample.Event(1));
        Clock.Advance(TimeSpan.FromDays(1));
        Assert.True(log.ClockIsTrusted);
        clock.Moved = TimeSpan.FromSeconds(seconds);

        Assert.Equal((false, clock.Moved), (log.ClockIsTrusted, log.Condition.ClockDifference));
        await Assert.ThrowsAsync<ClockRefusedException>(() => log.Write("identity-a", 0, Sample.Event(2)));
        clock.Moved = TimeSpan.Zero;
        Assert.IsType<Appended>(await log.Write("identity-a", 0, Sample.Event(2)));
        Assert.Equal(Clock.GetUtcNow().ToUnixTimeMilliseconds(), log.Head.RecordingTime.Milliseconds);
    }

    [Fact]
    public async Task A_servers_clock_that_is_mended_is_noticed_although_nobody_writes()
    {
        Store.ClockOffset = TimeSpan.FromMinutes(1);
        var log = await Open();
        Assert.False(log.ClockIsTrusted);
        Store.ClockOffset = TimeSpan.Zero;
        Clock.Advance(WriterClock.WatchInterval);

        using var patience = new CancellationTokenSource(Patience);
        while (!log.ClockIsTrusted)
            await Task.Delay(1, patience.Token);
    }

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(0, 7, 9, 0)]
    [InlineData(5, 2, 9, 3)]
    [InlineData(0, 30, 9, -21)]
    public void The_way_there_and_back_counts_for_nothing(long sent, long created, long seen, int differenceMs) => Assert.Equal(
        TimeSpan.FromMilliseconds(differenceMs), new ClockComparison(new Instant(sent), new Instant(created), new Instant(seen)).Difference);

    /// <summary>What somebody sets to another time; what only runs goes on running.</summary>
    private sealed class MovedClock(TimeProvider running) : TimeProvider
    {
        public TimeSpan Moved { get; set; }

        public override long TimestampFrequency => running.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => running.GetUtcNow() + Moved;

        public override long GetTimestamp() => running.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            running.CreateTimer(callback, state, dueTime, period);
    }
}
