namespace AccessGovernance.EventLog.Tests.Sqlite;

public sealed class Damage : SqliteLogTest
{
    [Fact]
    public async Task A_flipped_bit_in_a_body_is_found_with_its_position()
    {
        await Fill(40);
        FlipBitIn("event-000016"u8);
        await using var log = OpenLog();

        var inAll = await Assert.ThrowsAsync<DamagedLogException>(() => log.Everything());
        var inStream = await Assert.ThrowsAsync<DamagedLogException>(() => log.ReadStream("identity-a", 10, default).Flat());

        foreach (var damage in new[] { inAll, inStream })
        {
            Assert.Contains("position 17 ", damage.Message, StringComparison.Ordinal);
            Assert.Contains(LogFile, damage.Message, StringComparison.Ordinal);
            Assert.Contains("restore the data directory from a backup", damage.Message, StringComparison.Ordinal);
        }
        Assert.Equal(20, (await log.ReadStream("identity-a", 20, default).Flat()).Count);
    }

    [Fact]
    public async Task One_event_is_read_without_those_beside_it()
    {
        await Fill(40);
        FlipBitIn("event-000016"u8);
        await using var log = OpenLog();

        Assert.Equal(16, (await log.ReadOne(16, default)).Position);
        await Assert.ThrowsAsync<DamagedLogException>(async () => await log.ReadOne(17, default));
    }

    [Fact]
    public async Task A_repeat_is_not_recognised_by_damaged_events()
    {
        await Fill(40);
        FlipBitIn("event-000016"u8);
        await using var log = OpenLog();

        await Assert.ThrowsAsync<DamagedLogException>(() => log.Write("identity-a", 15, Sample.Event(16)));
        Assert.Equal(new Appended(41, 41, 40), await log.Write("identity-a", 39, Sample.Event(40)));
    }

    [Theory]
    [InlineData("UPDATE events SET stamp = stamp + 1 WHERE position = 7")]
    [InlineData("UPDATE events SET recorded_at = recorded_at + 1 WHERE position = 7")]
    [InlineData("UPDATE events SET batch_count = 2 WHERE position = 7")]
    [InlineData("UPDATE events SET id = x'01' WHERE position = 7")]
    [InlineData("UPDATE events SET row = 1, source_time = 2, block = zeroblob(16) WHERE position = 7")]
    [InlineData("UPDATE events SET origin = body, body = origin WHERE position = 7")]
    [InlineData("UPDATE events SET type = 99 WHERE position = 7")]
    [InlineData("UPDATE events SET stream = 99 WHERE position = 7")]
    [InlineData("DELETE FROM events WHERE position = 7")]
    [InlineData("INSERT INTO types VALUES (2, 'other'); UPDATE events SET type = 2 WHERE position = 7")]
    [InlineData("INSERT INTO streams VALUES (2, 'other'); UPDATE events SET stream = 2 WHERE position = 7")]
    public async Task Anything_changed_in_an_event_is_found(string sql)
    {
        await Fill(12);
        Tamper(sql);
        await using var log = OpenLog();

        var damage = await Assert.ThrowsAsync<DamagedLogException>(() => log.Everything());
        Assert.Contains("position 7 ", damage.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE events SET body = x'7b7d' WHERE position = 12")]
    [InlineData("UPDATE events SET recorded_at = 0 WHERE position = 12")]
    [InlineData("DELETE FROM events WHERE position < 3")]
    public async Task A_damaged_end_or_beginning_is_found_when_opening(string sql)
    {
        await Fill(12);
        Tamper(sql);

        Assert.Throws<DamagedLogException>(OpenLog);
    }

    [Fact]
    public async Task A_revision_that_is_missing_in_its_stream_is_found()
    {
        await Fill(12);
        Tamper("DELETE FROM events WHERE position = 7");
        await using var log = OpenLog();

        await Assert.ThrowsAsync<DamagedLogException>(() => log.ReadStream("identity-a", 0, default).Flat());
    }

    [Fact]
    public async Task An_event_that_is_missing_among_those_passed_over_is_found()
    {
        await Fill(12);
        Tamper("DELETE FROM events WHERE position = 7");
        await using var log = OpenLog();

        var damage = await Assert.ThrowsAsync<DamagedLogException>(async () =>
        {
            await foreach (var page in log.ReadAllBut(["test.happened.v1"], 0, default))
                Assert.Empty(page.Events);
        });
        Assert.Contains("an event between the positions 1 and 12 is missing", damage.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.9)]
    [InlineData(0.5)]
    [InlineData(0.01)]
    public async Task A_truncated_file_is_refused(double kept)
    {
        await Fill(500);
        using (var file = File.OpenWrite(LogFile))
            file.SetLength((long)(file.Length * kept));

        var damage = Assert.Throws<DamagedLogException>(OpenLog);
        Assert.Contains(LogFile, damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_nonsense_is_a_damaged_log()
    {
        await Fill(500);
        var bytes = await File.ReadAllBytesAsync(LogFile);
        Array.Fill(bytes, (byte)0xA5, bytes.Length / 2, 8192);
        await File.WriteAllBytesAsync(LogFile, bytes);

        await Assert.ThrowsAsync<DamagedLogException>(async () =>
        {
            await using var log = OpenLog();
            await log.Everything();
        });
    }
}
