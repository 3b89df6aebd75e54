using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace AccessGovernance.Cli.Output;

/// <summary>
/// Writes answers in the chosen format. Programs read nothing but the answer on standard output; notes then go to standard error.
/// Nothing from the server reaches a terminal unescaped.
/// </summary>
internal sealed class Printer(OutputFormat format, Surroundings surroundings)
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly IAnsiConsole console = Consoles.Create(surroundings.Out, surroundings.OutIsTerminal);

    public OutputFormat Format { get; } = format;

    public void List(Listing listing)
    {
        switch (Format)
        {
            case OutputFormat.Json: Json(Document(listing)); break;
            case OutputFormat.Tsv: Tsv(listing); break;
            default: Table(listing); break;
        }
        if (Format != OutputFormat.Json)
            Notes(listing.Notes);
    }

    /// <summary>Begins rows that come one by one, without an end: <see cref="Line"/> writes each.</summary>
    public void Begin(IReadOnlyList<Column> columns, string? note)
    {
        if (Format == OutputFormat.Tsv)
            surroundings.Out.Write(string.Join('\t', columns.Select(c => c.Key)) + "\n");
        if (note is not null)
            surroundings.Error.WriteLine(PlainText.OneLine(note));
        surroundings.Out.Flush();
    }

    /// <summary>One row at once: a line of text, of tab-separated fields, or of JSON.</summary>
    public void Line(IReadOnlyList<Column> columns, JsonObject row)
    {
        switch (Format)
        {
            case OutputFormat.Json: surroundings.Out.Write(row.ToJsonString(Compact) + "\n"); break;
            case OutputFormat.Tsv:
                surroundings.Out.Write(string.Join('\t', columns.Select(c => PlainText.TsvField(CellText.Of(row[c.Key])))) + "\n");
                break;
            default:
                var cells = columns.Where(c => c.InTable).Select(c => CellText.Of(row[c.Key])).Where(cell => cell.Length > 0);
                Verbatim(string.Join("  ", cells));
                break;
        }
        surroundings.Out.Flush();
    }

    /// <summary>The outcome of one command or question: a line for people, the facts for everybody.</summary>
    public void Outcome(string headline, JsonObject facts, IReadOnlyList<string> notes)
    {
        switch (Format)
        {
            case OutputFormat.Json: Json(facts); return;
            case OutputFormat.Tsv:
                foreach (var (key, value) in facts)
                    surroundings.Out.Write($"{key}\t{PlainText.TsvField(CellText.Of(value))}\n");
                break;
            default:
                console.MarkupLine(headline);
                Facts(facts);
                break;
        }
        Notes(notes);
    }

    /// <summary>For people only: markup that the caller has escaped.</summary>
    public void Markup(string markup) => console.MarkupLine(markup);

    /// <summary>For people only: one line as it is, which no window breaks, so that it can be copied.</summary>
    public void Verbatim(string line) => surroundings.Out.WriteLine(PlainText.OneLine(line));

    public void Table(Listing listing)
    {
        var columns = listing.Columns.Where(c => c.InTable).ToList();
        if (listing.Rows.Count == 0)
            return;
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns)
            table.AddColumn(new TableColumn($"[bold]{column.Header.EscapeMarkup()}[/]"));
        foreach (var row in listing.Rows)
            table.AddRow([.. columns.Select(c => Safe(CellText.Of(row[c.Key])))]);
        console.Write(table);
    }

    /// <summary>Text from elsewhere, safe inside markup.</summary>
    public static string Safe(string text) => PlainText.OneLine(text).EscapeMarkup();

    public void Notes(IEnumerable<string> notes)
    {
        foreach (var note in notes)
        {
            if (Format == OutputFormat.Table)
                console.MarkupLine($"[grey]{Safe(note)}[/]");
            else
                surroundings.Error.WriteLine(PlainText.OneLine(note));
        }
    }

    private static JsonObject Document(Listing listing)
    {
        var document = new JsonObject { [listing.Name] = new JsonArray([.. listing.Rows.Select(r => r.DeepClone())]),
            ["count"] = listing.Rows.Count };
        foreach (var (key, value) in listing.About)
            document[key] = value?.DeepClone();
        return document;
    }

    private void Json(JsonObject document) => surroundings.Out.Write(document.ToJsonString(Indented) + "\n");

    private void Tsv(Listing listing)
    {
        surroundings.Out.Write(string.Join('\t', listing.Columns.Select(c => c.Key)) + "\n");
        foreach (var row in listing.Rows)
            surroundings.Out.Write(string.Join('\t', listing.Columns.Select(c => PlainText.TsvField(CellText.Of(row[c.Key])))) + "\n");
    }

    private void Facts(JsonObject facts)
    {
        var grid = new Grid().AddColumn(new GridColumn { NoWrap = true }).AddColumn();
        foreach (var (key, value) in facts.Where(f => CellText.Of(f.Value).Length > 0))
            grid.AddRow($"  [grey]{key.Replace('_', ' ').EscapeMarkup()}[/]", Safe(CellText.Of(value)));
        console.Write(grid);
    }
}
