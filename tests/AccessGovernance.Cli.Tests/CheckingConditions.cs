using AccessGovernance.Cli.Conditions;

namespace AccessGovernance.Cli.Tests;

/// <summary>Conditions on the command line, over a real server.</summary>
public sealed class CheckingConditions(EmptyServer server) : IClassFixture<EmptyServer>
{
    [Fact]
    public async Task Shows_the_place_under_the_text()
    {
        var terminal = server.Terminal();
        Assert.Equal(2, await terminal.RunAsync("condition", "check", "department == Finance"));
        var lines = terminal.Error.Split('\n');
        Assert.Equal(["  department == Finance", "                ^"], lines[..2]);
        Assert.StartsWith("error: condition.text: line 1, column 15: expected a value", lines[2], StringComparison.Ordinal);
        var listing = server.Terminal();
        Assert.Equal(2, await listing.RunAsync("identity", "list", "--where", "risk == 'low'"));
        Assert.StartsWith("  risk == 'low'\n  ^\nerror: condition.text", listing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gives_both_forms_back()
    {
        var terminal = server.Terminal();
        Assert.Equal(0, await terminal.RunAsync("condition", "check", "not  mail exists AND risk>='high'", "--output", "json"));
        Assert.Equal("not mail exists and risk >= 'high'", (string?)terminal.Json()["text"]);
        Assert.Equal("risk", (string?)terminal.Json()["tree"]!["all"]!["terms"]![1]!["comparison"]!["attribute"]);
        var about = server.Terminal();
        Assert.Equal(2, await about.RunAsync("condition", "check", "risk == 'low'", "--about", "identity,grant"));
        Assert.Contains("about identities and grants", about.Error, StringComparison.Ordinal);
        Assert.Equal(2, await server.Terminal().RunAsync("condition", "check", "risk == 'low'", "--about", "nobody"));
    }

    [Fact]
    public async Task Chooses_what_is_listed()
    {
        foreach (var (id, department) in new[] { ("ann", "Finance"), ("ben", "Sales") })
            Assert.Equal(0, await server.Terminal().RunAsync("identity", "register", id, "--kind", "employee", "--attribute", $"department={department}"));
        var terminal = server.Terminal();
        Assert.Equal(0, await terminal.RunAsync("identity", "list", "--where", "department == 'Finance'", "--output", "json"));
        Assert.Equal("ann", (string?)terminal.Json()["identities"]!.AsArray().Single()!["identity"]);
        Assert.Equal(0, (int)terminal.Json()["not_known"]!);
    }

    [Theory]
    [InlineData("a\nbcd", 2, 3, "  bcd", "    ^")]
    [InlineData("ab", 1, 3, "  ab", "    ^")]
    [InlineData("🔑🔑?", 1, 3, "  🔑🔑?", "    ^")]
    [InlineData("\t?", 1, 2, "   ?", "   ^")]
    public void Points_at_a_column(string text, int line, int column, string shown, string caret) =>
        Assert.Equal([shown, caret], ConditionPlace.Lines(text, line, column)!);

    [Fact]
    public void Shows_the_neighbourhood_of_a_place_in_a_long_line()
    {
        var lines = ConditionPlace.Lines(new string('a', 500) + '?' + new string('b', 500), 1, 501)!;
        Assert.Equal($"  …{new string('a', 60)}?{new string('b', 59)}…", lines[0]);
        Assert.Equal(lines[0].IndexOf('?', StringComparison.Ordinal), lines[1].IndexOf('^', StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, 1), InlineData(2, 1), InlineData(1, 0), InlineData(1, 4)]
    public void Shows_nothing_where_there_is_no_such_place(int line, int column) => Assert.Null(ConditionPlace.Lines("ab", line, column));
}
