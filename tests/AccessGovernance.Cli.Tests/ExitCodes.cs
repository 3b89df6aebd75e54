namespace AccessGovernance.Cli.Tests;

public sealed class ExitCodes : IDisposable
{
    // Nothing listens on the discard port of the loopback interface.
    private const string NoServer = "http://127.0.0.1:9";
    private const string Header = "seq\trecorded_at\teffective_at\toperation\trelation\tsubject\tobject\n";

    private readonly Folder folder = new();
    private readonly Terminal terminal = new();

    public ExitCodes() => terminal.Environment["AGCTL_SERVER"] = NoServer;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("who e")]
    [InlineData("what person:p-1 --ever --at 2026-01-01")]
    [InlineData("check a e --output json")]
    [InlineData("timeline a")]
    [InlineData("grant a e --from 2026-01-01 --cause approved-request:R-1")]
    [InlineData("revoke a e")]
    [InlineData("identity list")]
    [InlineData("identity terminate a --last-day 2026-06-30 --zone Europe/Warsaw")]
    [InlineData("entitlement conferrals")]
    [InlineData("application show a")]
    [InlineData("token list")]
    [InlineData("count e")]
    [InlineData("diff --before 2026-01-01")]
    [InlineData("trend e --from 2026-01-01 --until 2026-02-01 --by day")]
    [InlineData("watch")]
    [InlineData("snapshot take")]
    [InlineData("snapshot list")]
    [InlineData("snapshot show 0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11")]
    [InlineData("snapshot export 0b4f1a9e-6c1d-8a37-9d43-2f6f5d0d7c11 --out none.csv")]
    public async Task Is_3_when_no_server_can_be_reached(string command)
    {
        terminal.Environment["AGCTL_TOKEN_FILE"] = folder.Write("token", "abc\n");
        Assert.Equal(3, await terminal.RunAsync(command.Split(' ')));
        AssertTwoLines("cannot be reached");
    }

    [Fact]
    public async Task Is_2_when_the_environment_names_no_address()
    {
        terminal.Environment["AGCTL_SERVER"] = "127.0.0.1:5080";
        Assert.Equal(2, await terminal.RunAsync("who", "e"));
        AssertTwoLines("AGCTL_SERVER: '127.0.0.1:5080' is not an address");
    }

    [Theory]
    [InlineData(null, "no token file")]
    [InlineData("", "holds no token")]
    [InlineData("two words", "holds no token")]
    public async Task Is_3_without_a_token(string? content, string what)
    {
        terminal.Environment["AGCTL_TOKEN_FILE"] = content is null ? folder.File("missing") : folder.Write("token", content);
        Assert.Equal(3, await terminal.RunAsync("who", "e"));
        AssertTwoLines(what);
    }

    [Theory]
    [InlineData("", "command")]
    [InlineData("nonsense", "nonsense")]
    [InlineData("who", "ENTITLEMENT")]
    [InlineData("who e --at yesterday", "--at")]
    [InlineData("who e --at 2026-01-01T00:00:00", "zone")]
    [InlineData("who e --at 2026-01-01T00:00:00.1234Z", "finer")]
    [InlineData("who e --limit 0", "--limit")]
    [InlineData("who e --from 2026-01-01", "--until")]
    [InlineData("who e --from 2026-01-02 --until 2026-01-01", "later")]
    [InlineData("who e --at 2026-01-02 --from 2026-01-01 --until 2026-01-03", "instant")]
    [InlineData("who e --known-at 2026-01-02 --exactly t", "--exactly")]
    [InlineData("who e --ever --exactly t", "--ever")]
    [InlineData("who e --at-least t --exactly t", "--at-least")]
    [InlineData("who e --known-by theirs", "theirs")]
    [InlineData("who e --output xml", "--output")]
    [InlineData("who e --timeout 0", "--timeout")]
    [InlineData("who e --server 127.0.0.1:5080", "--server")]
    [InlineData("grant a e --cause whim:1", "whim")]
    [InlineData("grant a e --request-id 17", "UUID")]
    [InlineData("correct a e g --void", "reason")]
    [InlineData("correct a e g --reason r", "beginning")]
    [InlineData("correct a e g --void --from 2026-01-01 --reason r", "--void")]
    [InlineData("identity register a --attribute department", "NAME=VALUE")]
    [InlineData("identity update a", "attribute")]
    [InlineData("identity terminate a --last-day 30.6.2026", "date")]
    [InlineData("identity terminate a --zone Europe/Warsaw", "--zone")]
    [InlineData("token issue a --role king", "king")]
    [InlineData("entitlement define e", "--application")]
    [InlineData("diff", "same")]
    [InlineData("diff --identity a --application b --before 2026-01-01", "exclude")]
    [InlineData("trend e --from 2026-02-01 --until 2026-01-01", "later")]
    [InlineData("trend --from 2026-01-01 --until 2026-02-01", "ENTITLEMENT")]
    [InlineData("trend e --from 2026-01-01 --until 2026-02-01 --by year", "year")]
    [InlineData("watch --count 0", "--count")]
    [InlineData("snapshot take --kind throne", "throne")]
    [InlineData("snapshot export x", "--out")]
    [InlineData("snapshot export x --out access.pdf", ".pdf")]
    [InlineData("quickstart --grpc-port 0", "--grpc-port")]
    public async Task Is_2_for_wrong_usage(string command, string what)
    {
        terminal.Environment["AGCTL_TOKEN_FILE"] = folder.Write("token", "abc");
        Assert.Equal(2, await terminal.RunAsync(command.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        AssertTwoLines(what);
    }

    [Theory]
    [InlineData("who e --from 2026-01-01", "--from and --until", "Give the other one too")]
    [InlineData("who e --until 2026-01-01", "--from and --until", "Give the other one too")]
    [InlineData("who e --from 2026-01-02 --until 2026-01-01", "later", "as --until")]
    [InlineData("who e --ever --exactly t", "--ever", "Leave one of them out")]
    public async Task Says_what_to_do_about_options_that_do_not_go_together(string command, string what, string next)
    {
        Assert.Equal(2, await terminal.RunAsync(command.Split(' ')));
        AssertTwoLines(what);
        Assert.Contains(next, terminal.Error.Split('\n')[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recommends_a_date_only_where_a_date_is_taken()
    {
        Assert.Equal(2, await terminal.RunAsync("who", "e", "--at", "yesterday"));
        AssertTwoLines("such as 2026-03-01,");
        var file = folder.Write("h.tsv", Header + "1\t2024-01-01\t2024-01-01T00:00:00Z\tadd\tholds\ta\tb\n");
        var importing = new Terminal();
        Assert.Equal(2, await importing.RunAsync("import", "history", file, "--source", "s"));
        Assert.Contains("'2024-01-01' is not a time with a zone, such as 2026-03-01T12:00:00Z", importing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_2_for_a_wrong_history_file_before_a_server_is_looked_for()
    {
        var file = folder.Write("h.tsv", Header + "1\tnever\t2024-01-01T00:00:00Z\tadd\tholds\ta\tb\n");
        Assert.Equal(2, await terminal.RunAsync("import", "history", file, "--source", "s", "--token-file", folder.File("missing")));
        AssertTwoLines("line 2, column recorded_at");
        Assert.Contains("Nothing was sent", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_2_for_a_file_that_is_not_there()
    {
        Assert.Equal(2, await terminal.RunAsync("import", "history", folder.File("missing.tsv"), "--source", "s"));
        AssertTwoLines("cannot be read");
    }

    [Fact]
    public async Task Is_3_for_an_import_without_a_server()
    {
        var file = folder.Write("h.tsv", Header + "1\t2024-01-01T00:00:00Z\t2024-01-01T00:00:00Z\tadd\tholds\ta\tb\n");
        terminal.Environment["AGCTL_TOKEN_FILE"] = folder.Write("token", "abc");
        Assert.Equal(3, await terminal.RunAsync("import", "history", file, "--source", "s"));
        AssertTwoLines("cannot be reached");
        Assert.False(File.Exists(file + ".rejected.tsv"));
    }

    [Fact]
    public async Task Is_0_for_help_and_version()
    {
        Assert.Equal(0, await terminal.RunAsync("--help"));
        Assert.Equal(0, await terminal.RunAsync("--version"));
        Assert.Empty(terminal.Error);
    }

    private void AssertTwoLines(string what)
    {
        var lines = terminal.Error.TrimEnd('\n').Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("error: ", lines[0], StringComparison.Ordinal);
        Assert.Contains(what, lines[0], StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("next:  ", lines[1], StringComparison.Ordinal);
        Assert.Empty(terminal.Out);
    }
}
