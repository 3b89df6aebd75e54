using AccessGovernance.EventLog.Sqlite;

namespace AccessGovernance.EventLog.Tests.Sqlite;

public sealed class FailingWrites : SqliteLogTest
{
    private readonly SqliteFaults faults = new();

    [Fact]
    public async Task A_full_disk_is_refused_and_named_and_loses_nothing_acknowledged()
    {
        faults.MaxPages = 30;
        await using var log = SqliteEventLog.Open(LogFile, TimeProvider.System, faults);
        var written = 0;
        var refusal = await Assert.ThrowsAsync<LogRefusedException>(async () =>
        {
            for (; written < 1000; written++)
                await log.Write("identity-a", written - 1, Sample.Event(written));
        });

        Assert.Contains(LogFile, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("disk full", refusal.Message, StringComparison.Ordinal);
        Assert.InRange(written, 1, 999);
        await Assert.ThrowsAsync<LogRefusedException>(() => log.Write("identity-b", -1, Sample.Events(2000, 500)));
        faults.MaxPages = 0;
        Assert.Equal(new Appended(written + 1, written + 1, written), await log.Write("identity-a", written - 1, Sample.Event(written)));
        Assert.Equal(new Appended(written + 2, written + 2, 0), await log.Write("identity-b", -1, Sample.Event(5000)));
        Assert.Equal(written + 2, (await log.Everything()).Count);
    }

    [Fact]
    public async Task A_commit_that_fails_unwritten_leaves_the_outcome_open_and_a_repeat_writes_it()
    {
        await using var log = SqliteEventLog.Open(LogFile, TimeProvider.System, faults);
        await log.Write("identity-a", -1, Sample.Event(1));
        faults.BeforeCommit = Once(() => throw new IOException("the disk went away"));

        var unknown = await Assert.ThrowsAsync<OutcomeUnknownException>(() => log.Write("identity-a", 0, Sample.Event(2)));
        Assert.Contains("repeat the same request", unknown.Message, StringComparison.Ordinal);
        Assert.Equal(1, log.Head.Position);
        Assert.Equal(new Appended(2, 2, 1), await log.Write("identity-a", 0, Sample.Event(2)));
    }

    [Fact]
    public async Task A_commit_that_fails_although_written_is_seen_and_a_repeat_finds_it()
    {
        await using var log = SqliteEventLog.Open(LogFile, TimeProvider.System, faults);
        await log.Write("identity-a", -1, Sample.Event(1));
        var follower = log.WaitPast(1, default).AsTask();
        faults.AfterCommit = Once(() => throw new IOException("the disk went away"));

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => log.Write("identity-a", 0, Sample.Event(2)));
        Assert.Equal(2, (await follower).Position);
        Assert.Equal(new Appended(2, 2, 1), await log.Write("identity-a", 0, Sample.Event(2)));
        Assert.Equal(new Appended(3, 3, 2), await log.Write("identity-a", 1, Sample.Event(3)));
    }

    [Fact]
    public async Task A_refused_group_leaves_no_trace_in_what_the_writer_remembers()
    {
        faults.MaxPages = 30;
        await using var log = SqliteEventLog.Open(LogFile, TimeProvider.System, faults);
        await Assert.ThrowsAsync<LogRefusedException>(() => log.Write("identity-a", -1, Sample.Events(1, 900)));

        Assert.Equal(new Appended(0, 0, -1), await log.Write("identity-a", -1));
        Assert.Equal(new Appended(1, 1, 0), await log.Write("identity-b", -1, Sample.Event(1)));
        Assert.Equal(new Appended(2, 2, 0), await log.Write("identity-a", -1, Sample.Event(2)));
        Assert.Equal(["identity-b", "identity-a"], (await log.Everything()).Select(e => e.Stream));
    }

    [Fact]
    public async Task More_waiting_appends_than_the_bound_are_refused_at_once()
    {
        using var release = new ManualResetEventSlim();
        await using var log = SqliteEventLog.Open(LogFile, TimeProvider.System, faults);
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        faults.BeforeCommit = Once(() =>
        {
            reached.SetResult();
            release.Wait();
        });
        var first = log.Write("identity-first", -1, Sample.Event(0));
        await reached.Task;
        var waiting = Enumerable.Range(0, LogLimits.MaxWaitingAppends)
            .Select(i => log.Write($"identity-{i}", -1, Sample.Event(i))).ToArray();

        var refusal = await Assert.ThrowsAsync<LogRefusedException>(() => log.Write("identity-x", -1, Sample.Event(1)));
        Assert.Contains("Try again later", refusal.Message, StringComparison.Ordinal);
        release.Set();
        Assert.IsType<Appended>(await first);
        Assert.All(await Task.WhenAll(waiting), r => Assert.IsType<Appended>(r));
    }

    [Fact]
    public async Task A_cancelled_wait_does_not_stop_the_write()
    {
        using var release = new ManualResetEventSlim();
        await using var log = SqliteEventLog.Open(LogFile, TimeProvider.System, faults);
        faults.BeforeCommit = Once(release.Wait);
        using var stop = new CancellationTokenSource();
        var waiting = log.Append(Sample.To("identity-a", -1, Sample.Event(1)), stop.Token).AsTask();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        release.Set();
        Assert.Equal(new Appended(1, 1, 0), await log.Write("identity-a", -1, Sample.Event(1)));
        Assert.Single(await log.Everything());
    }

    private static Action Once(Action act)
    {
        var left = 1;
        return () =>
        {
            if (Interlocked.Exchange(ref left, 0) == 1)
                act();
        };
    }
}
