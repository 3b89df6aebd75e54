using System.Security.Cryptography;
using System.Text;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Importing;

namespace AccessGovernance.Cli.Tests;

public sealed class ReadingHistory
{
    private const string Header = "seq\trecorded_at\teffective_at\toperation\trelation\tsubject\tobject\n";
    private const string Good = "1\t2024-01-02T10:00:00Z\t2024-01-01T00:00:00Z\tadd\tholds\talice\tDomain Admins\n";

    [Fact]
    public void Keeps_every_column_and_the_hash_of_the_bytes()
    {
        const string text = Header + Good
            + "7\t2024-01-02T10:00:00.250Z\t2023-12-31T23:00:00+01:00\tremove\tconfers\tkubernetes/a:b\tZażółć\n";
        var file = Read(text);
        Assert.Equal(2, file.Rows.Count);
        Assert.Equal(
            new HistoryRow(7, Ms("2024-01-02T10:00:00.250Z"), Ms("2023-12-31T22:00:00Z"), ImportOperation.Remove, ImportRelation.Confers,
            "kubernetes/a:b", "Zażółć"), file.Rows[1]);
        Assert.Equal(Ms("2023-12-31T22:00:00Z"), file.GovernedFrom);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), file.Sha256);
    }

    [Fact]
    public void Accepts_facts_that_take_effect_after_they_were_recorded() =>
        Assert.Single(Read(Header + Good.Replace("2024-01-01T00:00:00Z", "2030-01-01T00:00:00Z", StringComparison.Ordinal)).Rows);

    [Fact]
    public void Reads_lines_across_the_edges_of_its_buffer()
    {
        var text = new StringBuilder(Header);
        for (var i = 1; i <= 20_000; i++)
            text.Append($"{i}\t2024-01-02T10:00:00Z\t2024-01-01T00:00:00Z\tadd\tholds\tperson-{i}\tgroup-{i % 37}\n");
        var file = Read(text.ToString());
        Assert.Equal(20_000, file.Rows.Count);
        Assert.Equal("person-19999", file.Rows[19_998].Subject);
    }

    [Theory]
    [InlineData("", 1, null, "empty")]
    [InlineData("seq\trecorded_at\n", 1, "effective_at", "header")]
    [InlineData("seq\trecorded_at\teffective_at\toperation\trelation\tobject\tsubject\n", 1, "subject", "header")]
    [InlineData("seq\trecorded_at\teffective_at\toperation\trelation\tsubject\tobject\textra\n", 1, null, "8 columns")]
    [InlineData("\uFEFF" + Header, 1, "seq", "byte order mark")]
    [InlineData(Header, 2, null, "no rows")]
    [InlineData("seq\trecorded_at\teffective_at\toperation\trelation\tsubject\tobject\r\n", 1, null, "carriage return")]
    [InlineData(Header + Good + "2\t2024-01-02T10:00:00Z\t2024-01-01T00:00:00Z\tadd\tholds\ta\tb\r\n", 3, null, "carriage return")]
    [InlineData(Header + Good + "2\t2024-01-02T10:00:00Z", 3, null, "final newline")]
    [InlineData(Header + Good + "\n", 3, null, "1 columns")]
    [InlineData(Header + Good + "2\t2024-01-02T10:00:00Z\t2024-01-01T00:00:00Z\tadd\tholds\ta\n", 3, null, "6 columns")]
    [InlineData(Header + Good + "2\t2024-01-01T10:00:00Z\t2024-01-01T00:00:00Z\tadd\tholds\ta\tb\n", 3, "recorded_at", "earlier")]
    [InlineData(Header + Good + "1\t2024-01-02T10:00:00Z\t2024-01-01T00:00:00Z\tadd\tholds\ta\tb\n", 3, "seq", "after 1")]
    public void Refuses_what_is_wrong_as_a_whole(string text, long line, string? column, string what) =>
        AssertRefused(text, line, column, what);

    [Theory]
    [InlineData("x", "seq")]
    [InlineData("0", "seq")]
    [InlineData("-3", "seq")]
    [InlineData("99999999999999999999", "seq")]
    [InlineData("2024-01-02", "recorded_at")]
    [InlineData("2024-01-02T10:00:00", "recorded_at")]
    [InlineData("2024-02-30T10:00:00Z", "recorded_at")]
    [InlineData("2024-01-02T10:00:00.1234Z", "effective_at")]
    [InlineData("1700-01-02T10:00:00Z", "effective_at")]
    [InlineData("", "effective_at")]
    [InlineData("Add", "operation")]
    [InlineData("owns", "relation")]
    [InlineData("", "subject")]
    [InlineData(" alice", "subject")]
    [InlineData("ali\u202Ece", "subject")]
    [InlineData("alice\u0007", "object")]
    [InlineData("object ", "object")]
    [InlineData("non\u00A0breaking", "object")]
    public void Refuses_a_bad_value_and_names_line_and_column(string value, string column)
    {
        var fields = Good.TrimEnd('\n').Split('\t');
        fields[0] = "2";
        fields[HistoryReader.Columns.ToList().IndexOf(column)] = value;
        AssertRefused(Header + Good + string.Join('\t', fields) + "\n", 3, column, "");
    }

    [Fact]
    public void Refuses_ids_that_are_too_long()
    {
        Assert.Single(Read(Header + Good.Replace("alice", new string('a', 256), StringComparison.Ordinal)).Rows);
        AssertRefused(Header + Good.Replace("alice", new string('ż', 129), StringComparison.Ordinal), 2, "subject", "256 bytes");
    }

    [Fact]
    public void Refuses_lines_without_end() => AssertRefused(Header + new string('9', 200_000), 2, null, "longer");

    [Fact]
    public void Refuses_bytes_that_are_not_UTF8_and_names_line_and_column()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(Header + Good + "2\t2024-01-02T10:00:00Z\t2024-01-01T00:00:00Z\tadd\tholds\tali"),
            0xC3, 0x28, .. "\tb\n"u8];
        var problem = Assert.Throws<HistoryFileProblem>(() => HistoryReader.Read(new MemoryStream(bytes)));
        Assert.Equal((3, "subject"), (problem.Line, problem.Column));
    }

    private static void AssertRefused(string text, long line, string? column, string what)
    {
        var problem = Assert.Throws<HistoryFileProblem>(() => Read(text));
        Assert.Equal((line, column), (problem.Line, problem.Column));
        Assert.Contains(what, problem.Message, StringComparison.Ordinal);
        Assert.StartsWith($"line {line}", problem.Message, StringComparison.Ordinal);
    }

    private static HistoryFile Read(string text) => HistoryReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private static long Ms(string time) => DateTimeOffset.Parse(time).ToUnixTimeMilliseconds();
}
