namespace AccessGovernance.Cli.Tests;

/// <summary>Files of reports that are wrong: no server is asked for that.</summary>
public sealed class ReadingReports
{
    [Theory]
    [InlineData("A,a,e\n", "line 2: has 3 fields instead of 5")]
    [InlineData("A,alice,e,yesterday,\n", "line 2, column last_used")]
    [InlineData("A,alice,e,,\nA,bob,f,,\n", "line 3, column identity")]
    [InlineData(",,e,,\n", "line 2: has no account")]
    [InlineData("\"A,alice,e,,\n", "line 2: has a quoted field that does not end")]
    public async Task Sends_nothing_of_a_file_that_is_wrong(string lines, string problem)
    {
        using var folder = new Folder();
        var terminal = new Terminal();
        var file = folder.Write("report.csv", "account,identity,entitlement,last_used,contains\n" + lines);
        Assert.Equal(2, await terminal.RunAsync("observe", file, "--application", "erp"));
        Assert.Contains(problem, terminal.Error, StringComparison.Ordinal);
        Assert.Contains("Nothing was sent", terminal.Error, StringComparison.Ordinal);
    }
}
