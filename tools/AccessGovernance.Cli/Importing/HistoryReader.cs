using System.Globalization;
using System.Text;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Importing;

/// <summary>
/// Reads a whole history file, tab separated in recording order, and refuses it at the first thing that is wrong. Only a file that was read
/// to its end may be sent. </summary>
internal sealed class HistoryReader
{
    public static readonly IReadOnlyList<string> Columns = ["seq", "recorded_at", "effective_at", "operation",
        "relation", "subject", "object"];

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private static readonly string Header = string.Join('\t', Columns);

    private readonly List<HistoryRow> rows = [];
    private readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);
    private long earliest = long.MaxValue;

    private HistoryReader()
    {
    }

    /// <exception cref="HistoryFileProblem">The file is not a history file; names line and column.</exception>
    public static HistoryFile Read(Stream stream)
    {
        var reader = new HistoryReader();
        using var lines = new LineReader(stream);
        ReadHeader(lines);
        while (lines.TryRead(out var line))
            reader.Add(line, lines.Number);
        if (reader.rows.Count == 0)
            throw new HistoryFileProblem(2, null, "the file has no rows");
        return new HistoryFile(reader.rows, reader.earliest, lines.Sha256());
    }

    private static void ReadHeader(LineReader lines)
    {
        if (!lines.TryRead(out var line))
            throw new HistoryFileProblem(1, null, "the file is empty");
        if (line.StartsWith(Encoding.UTF8.Preamble))
            throw new HistoryFileProblem(1, Columns[0], "the file begins with a byte order mark; save it as UTF-8 without one");
        var header = Decode(line, 1);
        if (header == Header)
            return;
        var found = header.Split('\t');
        for (var i = 0; i < Columns.Count; i++)
        {
            if (i >= found.Length || found[i] != Columns[i])
                throw new HistoryFileProblem(1, Columns[i], $"the header must be, separated by tabs: {string.Join(' ', Columns)}");
        }
        throw new HistoryFileProblem(1, null, $"{found.Length} columns instead of {Columns.Count}");
    }

    private void Add(ReadOnlySpan<byte> line, long number)
    {
        var fields = Decode(line, number).Split('\t');
        if (fields.Length != Columns.Count)
            throw new HistoryFileProblem(number, null, $"{fields.Length} columns instead of {Columns.Count}");
        var row = new HistoryRow(
            Seq(fields[0], number), Time(fields[1], 1, number), Time(fields[2], 2, number), Operation(fields[3], number),
            Relation(fields[4], number), Id(fields[5], 5, number), Id(fields[6], 6, number));
        if (rows.Count > 0)
            CheckOrder(rows[^1], row, number);
        earliest = Math.Min(earliest, row.EffectiveAt);
        rows.Add(row);
    }

    private static void CheckOrder(HistoryRow before, HistoryRow row, long number)
    {
        if (row.Seq <= before.Seq)
            throw new HistoryFileProblem(number, "seq", $"{row.Seq} does not come after {before.Seq}");
        if (row.RecordedAt < before.RecordedAt)
            throw new HistoryFileProblem(number, "recorded_at", "earlier than in the line before; rows must be in recording order");
    }

    private static string Decode(ReadOnlySpan<byte> line, long number)
    {
        if (line.EndsWith("\r"u8))
            throw new HistoryFileProblem(number, null, "ends with a carriage return; save the file with line feeds only (LF, not CRLF)");
        try
        {
            return Strict.GetString(line);
        }
        catch (DecoderFallbackException e)
        {
            var column = line[..Math.Clamp(e.Index, 0, line.Length)].Count((byte)'\t');
            throw new HistoryFileProblem(number, column < Columns.Count ? Columns[column] : null, "not valid UTF-8");
        }
    }

    private static long Seq(string text, long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seq) && seq >= 1
            ? seq
            : throw new HistoryFileProblem(number, "seq", $"'{text}' is not a whole number from 1 on");

    private static long Time(string text, int column, long number)
    {
        try
        {
            return TimeText.ParseInstant(text);
        }
        catch (FormatException e)
        {
            throw new HistoryFileProblem(number, Columns[column], e.Message);
        }
    }

    private static ImportOperation Operation(string text, long number) => text switch
    {
        "add" => ImportOperation.Add,
        "remove" => ImportOperation.Remove,
        _ => throw new HistoryFileProblem(number, "operation", $"'{text}' is neither add nor remove"),
    };

    private static ImportRelation Relation(string text, long number) => text switch
    {
        "holds" => ImportRelation.Holds,
        "confers" => ImportRelation.Confers,
        _ => throw new HistoryFileProblem(number, "relation", $"'{text}' is neither holds nor confers"),
    };

    /// <summary>Each id is checked and kept once, however often it occurs.</summary>
    private string Id(string text, int column, long number)
    {
        if (texts.TryGetValue(text, out var known))
            return known;
        if (IdRule.Problem(text) is { } problem)
            throw new HistoryFileProblem(number, Columns[column], problem);
        texts.Add(text, text);
        return text;
    }
}
