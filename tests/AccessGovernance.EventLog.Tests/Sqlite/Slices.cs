using AccessGovernance.EventLog.Sqlite;

namespace AccessGovernance.EventLog.Tests.Sqlite;

/// <summary>Short reads in both directions say the same as the long ones, from memory and from the file.</summary>
public sealed class Slices : SqliteLogTest
{
    private const int Events = 60;

    [Theory, InlineData(false), InlineData(true)]
    public async Task Upwards_and_downwards_cover_everything_once(bool isReopened)
    {
        await using var log = await Filled(isReopened);
        var all = (await log.Everything()).Select(e => e.Position).ToList();

        List<long> up = [], down = [];
        for (long after = 0; await log.SliceAfter(after, 7, default) is [.., var last] page; after = last.Position)
            up.AddRange(page.Select(e => e.Position));
        for (var before = long.MaxValue; await log.SliceBefore(before, 7, default) is [.., var first] page; before = first.Position)
            down.AddRange(page.Select(e => e.Position));

        Assert.Equal(all, up);
        Assert.Equal(Enumerable.Reverse(all), down);
    }

    [Fact]
    public async Task A_stream_is_read_up_and_down_from_a_revision()
    {
        await using var log = await Filled(isReopened: false);
        Assert.Equal([5L, 6, 7], (await log.StreamSliceFrom("identity-b", 5, 3, default)).Select(e => e.Revision));
        Assert.Equal([5L, 4, 3], (await log.StreamSliceDownFrom("identity-b", 5, 3, default)).Select(e => e.Revision));
        Assert.Equal([19L], (await log.StreamSliceDownFrom("identity-b", long.MaxValue, 1, default)).Select(e => e.Revision));
        Assert.Empty(await log.StreamSliceFrom("identity-b", 20, 3, default));
        Assert.Empty(await log.StreamSliceDownFrom("identity-c", 5, 3, default));
    }

    [Theory]
    [InlineData("DELETE FROM events WHERE position = 8")]
    [InlineData("UPDATE events SET stamp = stamp + 1 WHERE position = 8")]
    public async Task Damage_is_found_in_either_direction(string sql)
    {
        await (await Filled(isReopened: false)).DisposeAsync();
        Tamper(sql);
        await using var log = OpenLog();
        foreach (var read in new Func<ValueTask<IReadOnlyList<RecordedEvent>>>[]
        {
            () => log.SliceAfter(5, 5, default), () => log.SliceBefore(10, 5, default), () => log.SliceAfter(7, 1, default),
            () => log.SliceBefore(9, 1, default), () => log.StreamSliceDownFrom("identity-a", 10, 8, default),
        })
            Assert.Matches("after position 7|position 8 ", (await Assert.ThrowsAsync<DamagedLogException>(async () => await read())).Message);
    }

    [Fact]
    public async Task Other_bounds_admit_what_the_history_refuses_and_every_reader_reads_it()
    {
        var large = Sample.Event(1, $"\"{new string('x', LogLimits.MaxEventBytes)}\"");
        var bounds = new AppendBounds(2 * LogLimits.MaxEventBytes, 1, 16);
        await using (var log = SqliteEventLog.Open(LogFile, TimeProvider.System, bounds))
        {
            Assert.IsType<Appended>(await log.Write("identity-a", -1, large));
            await Assert.ThrowsAsync<ArgumentException>(() => log.Write("identity-too-long", -1, Sample.Event(2)));
            await Assert.ThrowsAsync<ArgumentException>(() => log.Write("identity-a", 0, Sample.Event(2), Sample.Event(3)));
        }
        await using var strict = OpenLog();
        Assert.Equal(large.Body.Length, Assert.Single(await strict.Everything()).Body.Length);
        await Assert.ThrowsAsync<ArgumentException>(() => strict.Write("identity-a", 0, large));
    }

    // Two thirds in one stream, a third in another.
    private async Task<SqliteEventLog> Filled(bool isReopened)
    {
        var log = OpenLog();
        for (int i = 0, a = -1, b = -1; i < Events; i++)
            await log.Write(i % 3 == 2 ? "identity-b" : "identity-a", i % 3 == 2 ? b++ : a++, Sample.Event(i, "{}"));
        if (!isReopened)
            return log;
        await log.DisposeAsync();
        return OpenLog();
    }
}
