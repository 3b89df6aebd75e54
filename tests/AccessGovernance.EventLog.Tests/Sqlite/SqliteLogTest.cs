using AccessGovernance.EventLog.Sqlite;

namespace AccessGovernance.EventLog.Tests.Sqlite;

/// <summary>A file of its own for every test, and ways to look at what it holds.</summary>
public abstract class SqliteLogTest : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    protected string LogFile => directory.File("log.db");

    protected SqliteEventLog OpenLog() => SqliteEventLog.Open(LogFile, TimeProvider.System);

    protected string FileNamed(string name) => directory.File(name);

    /// <summary>Writes so many events, one append each, and closes the log.</summary>
    protected async Task Fill(int count)
    {
        await using var log = OpenLog();
        for (var i = 0; i < count; i++)
            await log.Write("identity-a", i - 1, Sample.Event(i, $$"""{"canary":"event-{{i:D6}}"}"""));
    }

    /// <summary>Runs SQL on the closed file, as a careless administrator would.</summary>
    protected void Tamper(string sql)
    {
        using var database = SqliteDatabase.OpenForWriting(LogFile);
        database.Execute(sql);
    }

    /// <summary>Flips the lowest bit of the first byte of a text in the file, left-over copies in free space included.</summary>
    protected void FlipBitIn(ReadOnlySpan<byte> text)
    {
        var bytes = File.ReadAllBytes(LogFile);
        var flipped = 0;
        for (int place; (place = bytes.AsSpan().IndexOf(text)) > 0; flipped++)
            bytes[place] ^= 1;
        Assert.True(flipped > 0);
        File.WriteAllBytes(LogFile, bytes);
    }

    public void Dispose()
    {
        directory.Dispose();
        GC.SuppressFinalize(this);
    }
}
