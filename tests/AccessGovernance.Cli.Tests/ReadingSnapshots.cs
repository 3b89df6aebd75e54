using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Snapshots;
using Google.Protobuf;

namespace AccessGovernance.Cli.Tests;

public sealed class ReadingSnapshots
{
    [Fact]
    public void Refuses_what_is_not_the_recorded_count_or_hash()
    {
        using var rows = new SnapshotRows();
        var line = SnapshotRows.CanonicalLine(rows.Take(Chunk()).Single());
        Assert.Equal("e\ta\tactive\trule\t5\t\n", line);
        Assert.Contains("2 rows are recorded", Failure(rows, new() { Rows = 2 }), StringComparison.Ordinal);
        using var again = new SnapshotRows();
        again.Take(Chunk());
        Assert.Contains("hash", Failure(again, new() { Rows = 1, Sha256 = new string('0', 64) }), StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_chunks_that_contradict_themselves()
    {
        var unknown = Chunk();
        unknown.Identity[0] = 7;
        var missing = Chunk();
        missing.RowsSoFar = 2;
        foreach (var chunk in new[] { unknown, missing })
        {
            using var rows = new SnapshotRows();
            Assert.Equal(ExitCode.Failed, Assert.Throws<CommandFailed>(() => rows.Take(chunk)).Code);
        }
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+48 22", "'+48 22")]
    [InlineData("-x", "'-x")]
    [InlineData("@x", "'@x")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"")]
    public void Defuses_formulas_in_csv(string text, string cell) => Assert.Equal(cell, RowFile.CsvCell(text));

    private static string Failure(SnapshotRows rows, SnapshotEnd end) => Assert.Throws<CommandFailed>(() => rows.Verify(end)).Message;

    private static SnapshotChunk Chunk() => new()
    {
        Entitlements = { "e" }, Identities = { "a" }, Entitlement = { 0 }, Identity = { 0 }, Codes = ByteString.CopyFrom(0x11), From = { 5 },
        Until = { long.MaxValue }, RowsSoFar = 1,
    };
}
