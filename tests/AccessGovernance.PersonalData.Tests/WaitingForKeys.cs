namespace AccessGovernance.PersonalData.Tests;

/// <summary>A database that does not answer keeps few threads waiting.</summary>
public sealed class WaitingForKeys
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task So_many_wait_at_most_and_one_more_is_refused_at_once()
    {
        using var table = new PostgresKeyTable("Host=127.0.0.1", TimeProvider.System);
        using var answered = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = InAThread(table, () =>
        {
            entered.SetResult();
            return answered.Wait(Patience);
        });
        await entered.Task.WaitAsync(Patience);

        var others = Enumerable.Range(0, BoundedGate.MaxWaiting + 1).Select(_ => InAThread(table, () => true)).ToList();
        var refused = await Task.WhenAny(others);
        answered.Set();

        await Assert.ThrowsAsync<KeyStoreUnavailableException>(() => refused);
        Assert.True(await first);
        Assert.All(await Task.WhenAll(others.Where(o => o != refused)), Assert.True);
    }

    [Fact]
    public void One_that_refuses_at_once_is_tried_again_by_the_next_and_one_that_hangs_is_left_alone_for_a_second()
    {
        var clock = new HeldClock();
        using var table = new PostgresKeyTable("Host=127.0.0.1;Port=1", clock);
        // Whoever tried says how that failed.
        bool Tried(int milliseconds) => Assert.Throws<KeyStoreUnavailableException>(() => table.Run(() =>
        {
            clock.Now += milliseconds;
            return table.Value("a");
        })).InnerException is not null;

        Assert.True(Tried(250) && Tried(251));
        Assert.False(Tried(0));
        clock.Now += 1_000;
        Assert.True(Tried(0) && Tried(0));
    }

    private static Task<bool> InAThread(PostgresKeyTable table, Func<bool> action) =>
        Task.Factory.StartNew(() => table.Run(action), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Milliseconds, as they are set.</summary>
    private sealed class HeldClock : TimeProvider
    {
        public long Now { get; set; } = 1;

        public override long TimestampFrequency => 1_000;

        public override long GetTimestamp() => Now;
    }
}
