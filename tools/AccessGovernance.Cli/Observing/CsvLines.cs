using System.Text;

namespace AccessGovernance.Cli.Observing;

/// <summary>
/// Reads comma-separated values as RFC 4180 has them: fields may be quoted, quotes inside are doubled, lines end with LF or CRLF. A field that
/// is quoted must end on its line, for an id never has a line break. Strict UTF-8; a byte order mark is passed over.
/// </summary>
internal sealed class CsvLines(Stream stream) : IDisposable
{
    public const int MaxLine = 16_384;

    private readonly StreamReader reader = new(stream, new UTF8Encoding(false, throwOnInvalidBytes: true));

    /// <summary>Number of the line that was read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The fields of the next line that is not empty; null at the end.</summary>
    /// <exception cref="ReportFileProblem">The line is not well formed.</exception>
    public List<string>? Next()
    {
        while (ReadLine() is { } line)
        {
            Number++;
            if (line.Length > MaxLine)
                throw new ReportFileProblem(Number, null, $"is longer than {MaxLine} characters");
            if (line.Length > 0)
                return Split(line);
        }
        return null;
    }

    public void Dispose() => reader.Dispose();

    private string? ReadLine()
    {
        try
        {
            return reader.ReadLine();
        }
        catch (DecoderFallbackException)
        {
            throw new ReportFileProblem(Number + 1, null, "is not valid UTF-8, or a line soon after it");
        }
    }

    private List<string> Split(string line)
    {
        var fields = new List<string>();
        for (var at = 0; at <= line.Length; at++)
            fields.Add(at < line.Length && line[at] == '"' ? Quoted(line, ref at) : Plain(line, ref at));
        return fields;
    }

    private string Plain(string line, ref int at)
    {
        var begin = at;
        at = line.IndexOf(',', at) is var comma and >= 0 ? comma : line.Length;
        var field = line[begin..at];
        return field.Contains('"') ? throw new ReportFileProblem(Number, null, "has a quote inside a field that is not quoted") : field;
    }

    private string Quoted(string line, ref int at)
    {
        var field = new StringBuilder();
        for (at++; at < line.Length; at++)
        {
            if (line[at] != '"')
                field.Append(line[at]);
            else if (at + 1 < line.Length && line[at + 1] == '"')
                field.Append(line[at++]);
            else if (++at == line.Length || line[at] == ',')
                return field.ToString();
            else
                break;
        }
        throw new ReportFileProblem(Number, null, "has a quoted field that does not end where it should");
    }
}
