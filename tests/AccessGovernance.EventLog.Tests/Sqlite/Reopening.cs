using System.Collections.Concurrent;
using AccessGovernance.Domain;
using AccessGovernance.EventLog.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace AccessGovernance.EventLog.Tests.Sqlite;

public sealed class Reopening : SqliteLogTest
{
    [Fact]
    public async Task Keeps_everything()
    {
        await Fill(50);
        await using var first = OpenLog();
        var (store, head) = (first.StoreId, first.Head);
        var before = await first.Everything();
        await first.DisposeAsync();

        await using var again = OpenLog();

        Assert.Equal((store, head), (again.StoreId, again.Head));
        var after = await again.Everything();
        Assert.Equal(before.Select(e => (e.Position, e.EventId, e.Stamp)), after.Select(e => (e.Position, e.EventId, e.Stamp)));
        Assert.Equal(new Appended(51, 51, 50), await again.Write("identity-a", 49, Sample.Event(50)));
        Assert.Equal(new Appended(1, 1, 0), await again.Write("identity-a", -1, Sample.Event(0)));
    }

    [Fact]
    public async Task Keeps_the_recording_time_when_the_clock_went_back()
    {
        var clock = new FakeTimeProvider();
        var latest = new Instant(clock.GetUtcNow().ToUnixTimeMilliseconds());
        await using (var log = SqliteEventLog.Open(LogFile, clock))
        {
            await log.Write("identity-a", -1, Sample.Event(1));
            clock.AdjustTime(clock.GetUtcNow().AddDays(-1));
            await log.Write("identity-a", 0, Sample.Event(2));
        }

        await using var again = SqliteEventLog.Open(LogFile, clock);

        Assert.Equal(new LogHead(2, latest), again.Head);
    }

    [Fact]
    public async Task After_closing_one_file_holds_all()
    {
        await Fill(10);

        Assert.False(File.Exists(LogFile + "-wal"));
        Assert.False(File.Exists(LogFile + "-shm"));
    }

    [Fact]
    public async Task Closing_writes_what_waits_and_then_refuses()
    {
        var log = OpenLog();
        var waiting = Enumerable.Range(0, 500).Select(i => log.Write($"identity-{i}", -1, Sample.Event(i))).ToArray();
        await log.DisposeAsync();
        await log.DisposeAsync();

        Assert.All(await Task.WhenAll(waiting), r => Assert.IsType<Appended>(r));
        await Assert.ThrowsAsync<LogRefusedException>(() => log.Write("identity-x", -1, Sample.Event(1)));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => log.Everything());
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await log.WaitPast(500, default));
        await using var again = OpenLog();
        Assert.Equal(500, again.Head.Position);
    }

    [Fact]
    public async Task A_copy_of_the_files_of_a_running_log_has_everything_acknowledged()
    {
        await using var log = OpenLog();
        var acknowledged = new ConcurrentBag<long>();
        var callers = Enumerable.Range(0, 64).Select(c => Task.Run(async () =>
        {
            for (var i = 0; i < 30; i++)
                acknowledged.Add(((Appended)await log.Write($"identity-{c}", i - 1, Sample.Event((c * 100_000) + i))).LastPosition);
        })).ToArray();
        await log.WaitPast(1000, default);
        // What a killed process leaves behind: the file and its write-ahead log, too short yet to be carried over.
        var known = acknowledged.ToArray();
        File.Copy(LogFile, FileNamed("copy.db"));
        File.Copy(LogFile + "-wal", FileNamed("copy.db-wal"));
        await Task.WhenAll(callers);

        await using var copy = SqliteEventLog.Open(FileNamed("copy.db"), TimeProvider.System);

        Assert.Equal(log.StoreId, copy.StoreId);
        Assert.Empty(known.Except((await copy.Everything()).Select(e => e.Position)));
    }
}
