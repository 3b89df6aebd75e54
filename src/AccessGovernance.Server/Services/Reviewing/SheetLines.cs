using System.Text;
using AccessGovernance.Server.Requests;

namespace AccessGovernance.Server.Services.Reviewing;

/// <summary>One line of a spreadsheet: the line of the file that it begins in, from 1 on, and its cells.</summary>
/// <param name="Problem">Why the cells are not to be trusted; null where they are.</param>
internal readonly record struct SheetLine(long Number, IReadOnlyList<string> Cells, string? Problem);

/// <summary>
/// Reads CSV as it comes (RFC 4180): quoted cells may hold separators, line breaks and doubled quotes. The separator is the first comma, semicolon or
/// tab of the first line, as spreadsheets of different countries write it.
/// </summary>
internal sealed class SheetLines
{
    public const int MaxLineChars = 16 * 1024;
    public const long MaxLines = 1_000_001;

    private readonly Decoder decoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
    private readonly StringBuilder cell = new();
    private readonly List<string> cells = [];
    private long line = 1, began = 1;
    private int length;
    private char separator;
    private bool quoted, quoteEnds, returned;
    private string? problem;

    /// <summary>The lines that are complete with these bytes.</summary>
    /// <exception cref="InvalidRequestException">It is no UTF-8, or longer than allowed.</exception>
    public IReadOnlyList<SheetLine> Take(ReadOnlySpan<byte> bytes, bool last)
    {
        var found = new List<SheetLine>();
        foreach (var c in Decode(bytes, last))
        {
            if (c == '\uFEFF' && began == 1 && length == 0)
                continue;
            if (++length > MaxLineChars || line > MaxLines)
                throw new InvalidRequestException("chunk", $"has more than {MaxLineChars} characters in line {began}, or more than {MaxLines} lines");
            Read(c, found);
        }
        if (last && quoted && !quoteEnds)
            problem = $"has a quote in the line that begins in {began} that never ends; what follows it was not read";
        if (last && length > 0)
            EndLine(found);
        return found;
    }

    private char[] Decode(ReadOnlySpan<byte> bytes, bool last)
    {
        try
        {
            var characters = new char[decoder.GetCharCount(bytes, last)];
            decoder.GetChars(bytes, characters, last);
            return characters;
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidRequestException("chunk", $"is not UTF-8, in line {line} or soon after; save the file as CSV in UTF-8");
        }
    }

    private void Read(char c, List<SheetLine> found)
    {
        // A line ends with a line feed, a carriage return, or both.
        var second = returned && c == '\n';
        returned = c == '\r';
        if (c is '\n' or '\r' && !second)
            line++;
        if (quoted && !quoteEnds)
        {
            if (c == '"')
                quoteEnds = true;
            else
                cell.Append(c);
            return;
        }
        if (quoteEnds && c == '"')
        {
            cell.Append(c);
            quoteEnds = false;
            return;
        }
        if (c is '\n' or '\r')
            EndLineAt(second, found);
        else if (IsSeparator(c))
            EndCell();
        else if (quoteEnds)
            problem ??= $"has text after a quoted cell in line {line}; a quote inside a cell is written twice";
        else if (c == '"' && cell.Length == 0)
            quoted = true;
        else
            cell.Append(c);
    }

    private void EndLineAt(bool second, List<SheetLine> found)
    {
        if (!second)
            EndLine(found);
        else
            (began, length) = (line, 0);
    }

    private bool IsSeparator(char c)
    {
        if (separator == 0 && c is ',' or ';' or '\t')
            separator = c;
        return c == separator;
    }

    private void EndCell()
    {
        cells.Add(cell.ToString());
        cell.Clear();
        (quoted, quoteEnds) = (false, false);
    }

    private void EndLine(List<SheetLine> found)
    {
        EndCell();
        if (cells.Count > 1 || cells[0].Length > 0)
            found.Add(new(began, [.. cells], problem));
        cells.Clear();
        (began, length, problem) = (line, 0, null);
    }
}
