using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Snapshots;

/// <summary>How an export is written.</summary>
internal enum ExportFormat
{
    Csv = 1,
    Ndjson = 2,
    Parquet = 3,

    /// <summary>The canonical rows themselves: the file's SHA-256 is the snapshot's.</summary>
    Tsv = 4,
}

/// <summary>A file that rows are written into, in their order.</summary>
internal abstract class RowFile : IAsyncDisposable
{
    public static readonly IReadOnlyList<string> ColumnNames = ["entitlement", "identity", "state", "cause", "valid_from", "valid_until"];

    public abstract Task WriteAsync(IReadOnlyList<ExportedRow> rows);

    /// <summary>Writes what is still held back.</summary>
    public abstract Task CompleteAsync();

    public abstract ValueTask DisposeAsync();

    public static async Task<RowFile> CreateAsync(ExportFormat format, Stream stream) => format switch
    {
        ExportFormat.Csv => new TextFile(stream, string.Join(',', ColumnNames) + "\r\n", CsvLine),
        ExportFormat.Ndjson => new TextFile(stream, "", JsonLine),
        ExportFormat.Tsv => new TextFile(stream, "", row => SnapshotRows.CanonicalLine(row)),
        ExportFormat.Parquet => await ParquetFile.CreateAsync(stream),
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    /// <summary>RFC 4180; a cell that a spreadsheet would compute begins with an apostrophe.</summary>
    public static string CsvCell(string text)
    {
        var safe = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;
        return safe.AsSpan().ContainsAny(",\"\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    public static string Time(long? at) => at is { } known ? TimeText.Show(DateTimeOffset.FromUnixTimeMilliseconds(known)) : "";

    private static string CsvLine(ExportedRow row) =>
        $"{CsvCell(row.Entitlement)},{CsvCell(row.Identity)},{row.State},{row.Cause},{Time(row.From)},{Time(row.Until)}\r\n";

    private static string JsonLine(ExportedRow row)
    {
        var line = new StringBuilder("{");
        string[] values = [row.Entitlement, row.Identity, row.State, row.Cause, Time(row.From), Time(row.Until)];
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i].Length > 0)
                line.Append(i == 0 ? "" : ",").Append('"').Append(ColumnNames[i]).Append("\":\"").Append(Escaped(values[i])).Append('"');
        }
        return line.Append("}\n").ToString();
    }

    private static JsonEncodedText Escaped(string text) => JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);

    private sealed class TextFile : RowFile
    {
        private readonly StreamWriter writer;
        private readonly Func<ExportedRow, string> line;

        public TextFile(Stream stream, string header, Func<ExportedRow, string> line)
        {
            this.line = line;
            writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
            writer.Write(header);
        }

        public override Task WriteAsync(IReadOnlyList<ExportedRow> rows)
        {
            foreach (var row in rows)
                writer.Write(line(row));
            return Task.CompletedTask;
        }

        public override Task CompleteAsync() => writer.FlushAsync();

        public override ValueTask DisposeAsync() => writer.DisposeAsync();
    }
}
