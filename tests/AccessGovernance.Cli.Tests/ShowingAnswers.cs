using System.Text.Json.Nodes;
using AccessGovernance.Cli.Output;

namespace AccessGovernance.Cli.Tests;

public sealed class ShowingAnswers
{
    private const string Nasty = "a\tb\nc\\d \u001b[31m[red]x[/]";

    private readonly Terminal terminal = new();

    [Fact]
    public void Writes_one_json_document()
    {
        Printer(OutputFormat.Json).List(Sample());
        var document = terminal.Json();
        Assert.Equal(Nasty, (string?)document["holders"]![0]!["identity"]);
        Assert.Equal(2, (int)document["count"]!);
        Assert.Equal("x", (string?)document["entitlement"]);
        Assert.Equal("kept", (string?)document["holders"]![0]!["only_json"]);
        Assert.Empty(terminal.Error);
    }

    [Fact]
    public void Escapes_tabs_and_line_breaks_in_tsv()
    {
        Printer(OutputFormat.Tsv).List(Sample());
        var lines = terminal.Out.Split('\n');
        Assert.Equal("identity\tstate\tdetail", lines[0]);
        Assert.Equal("a\\tb\\nc\\\\d \\u001b[31m[red]x[/]\tactive\tone, two", lines[1]);
        Assert.Equal(["bob", "", "yes"], lines[2].Split('\t'));
        Assert.Equal(4, lines.Length);
        Assert.Contains("Complete: 2 rows.", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Shows_markup_and_control_characters_as_they_are_and_never_cuts_ids()
    {
        var id = string.Concat(Enumerable.Repeat("CN=Ops,OU=Groups,", 12));
        Printer(OutputFormat.Table).List(new Listing("holders", [new("identity")], [Row(Nasty, null, null), Row(id, null, null)]));
        Assert.Contains("[red]x[/]", terminal.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', terminal.Out);
        Assert.Contains(id, terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Shows_notes_below_the_table_and_says_when_it_was_cut()
    {
        Printer(OutputFormat.Table).List(Sample() with { Notes = [Questions.BasisView.Limit(true, 2)] });
        Assert.Contains("CUT at --limit 2", terminal.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("detail", terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Writes_single_outcomes_as_key_and_value_lines_in_tsv()
    {
        Printer(OutputFormat.Tsv).Outcome("[green]ok[/]", new JsonObject { ["grant_id"] = "g", ["changed"] = true, ["position"] = 17 }, []);
        Assert.Equal("grant_id\tg\nchanged\tyes\nposition\t17\n", terminal.Out);
    }

    private static Listing Sample() => new("holders", [new("identity"), new("state"), new("detail", false)],
        [Row(Nasty, "active", new JsonArray("one", "two")), Row("bob", null, JsonValue.Create(true))])
    {
        About = new JsonObject { ["entitlement"] = "x" },
        Notes = ["Complete: 2 rows."],
    };

    private static JsonObject Row(string identity, string? state, JsonNode? detail) =>
        new() { ["identity"] = identity, ["state"] = state, ["detail"] = detail, ["only_json"] = "kept" };

    private Printer Printer(OutputFormat format) => new(format, terminal.Surroundings);
}
