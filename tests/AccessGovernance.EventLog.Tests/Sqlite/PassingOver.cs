namespace AccessGovernance.EventLog.Tests.Sqlite;

/// <summary>More events passed over than one page takes.</summary>
public sealed class PassingOver : SqliteLogTest
{
    [Fact]
    public async Task Ends_pages_with_a_batch_also_where_nothing_is_wanted()
    {
        // 999 does not divide what one page passes over: its end has to be looked for.
        const int size = 999;
        const int batches = 260;
        await using var log = OpenLog();
        for (var i = 0; i < batches; i++)
            await log.Write($"identity-{i}", StreamAppend.NoStream, Sample.Events(i * size, size));

        var pages = new List<LogPage>();
        await foreach (var page in log.ReadAllBut(["test.happened.v1"], 0, default))
            pages.Add(page);

        Assert.All(pages, page => Assert.Empty(page.Events));
        Assert.All(pages, page => Assert.Equal(0, page.Reached % size));
        Assert.Equal((2, (long)batches * size), (pages.Count, pages[^1].Reached));
        Assert.Equal(batches * size, log.Head.Position);
    }
}
