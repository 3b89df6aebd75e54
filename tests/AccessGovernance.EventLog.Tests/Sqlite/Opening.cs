using AccessGovernance.EventLog.Sqlite;

namespace AccessGovernance.EventLog.Tests.Sqlite;

public sealed class Opening : SqliteLogTest
{
    [Fact]
    public async Task Is_refused_while_another_has_it_open()
    {
        await using var log = OpenLog();

        var refusal = Assert.Throws<LogRefusedException>(OpenLog);
        Assert.Contains("the data directory is in use by another process", refusal.Message, StringComparison.Ordinal);
        Assert.IsType<Appended>(await log.Write("identity-a", -1, Sample.Event(1)));
    }

    [Fact]
    public async Task A_newer_format_is_refused_and_nothing_is_changed()
    {
        await Fill(3);
        Tamper("UPDATE store SET format = 7");
        var before = await File.ReadAllBytesAsync(LogFile);

        var refusal = Assert.Throws<LogRefusedException>(OpenLog);

        Assert.Contains("format 7", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"up to {SqliteSchema.Format}", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Use a newer build", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(LogFile));
        Tamper("UPDATE store SET format = 1");
        await using var again = OpenLog();
        Assert.Equal(3, again.Head.Position);
    }

    [Fact]
    public void A_file_of_another_kind_is_refused_and_not_changed()
    {
        File.WriteAllText(LogFile, new string('x', 9000));

        AssertDamaged();
        Assert.Equal(new string('x', 9000), File.ReadAllText(LogFile));
    }

    [Theory]
    [InlineData("CREATE TABLE mine (a)")]
    [InlineData("PRAGMA application_id = 1095191623")]
    [InlineData("PRAGMA application_id = 1095191623; CREATE TABLE store (format, id)")]
    [InlineData("PRAGMA application_id = 1095191623; CREATE TABLE store (format, id); INSERT INTO store VALUES (1, randomblob(16))")]
    public void A_database_of_something_else_is_refused(string sql)
    {
        using (var database = SqliteDatabase.Create(LogFile))
            database.Execute(sql);

        AssertDamaged();
    }

    [Fact]
    public async Task A_lost_file_beside_its_write_ahead_log_is_not_started_anew()
    {
        await Fill(3);
        File.Move(LogFile, LogFile + "-wal");

        AssertDamaged();
    }

    [Fact]
    public void A_directory_that_cannot_be_made_is_refused()
    {
        File.WriteAllText(FileNamed("taken"), "");

        var refusal = Assert.Throws<LogRefusedException>(() => SqliteEventLog.Open(FileNamed("taken/log.db"), TimeProvider.System));
        Assert.Contains("taken", refusal.Message, StringComparison.Ordinal);
    }

    private void AssertDamaged()
    {
        var damage = Assert.Throws<DamagedLogException>(OpenLog);
        Assert.Contains(LogFile, damage.Message, StringComparison.Ordinal);
        Assert.Contains("restore the data directory from a backup", damage.Message, StringComparison.Ordinal);
    }
}
