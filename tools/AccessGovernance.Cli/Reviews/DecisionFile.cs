using System.Globalization;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Reviews;

/// <summary>
/// Answers in a file: tab separated, with the header item, answer, until, justification; the last two may be empty or left out. Wrong anywhere,
/// it is refused as a whole.
/// </summary>
internal static class DecisionFile
{
    public const string Columns = "item answer until justification";

    private const int MaxLines = 1_000_001;

    /// <exception cref="CommandFailed">It cannot be read, or is no such file; names the line.</exception>
    public static IReadOnlyList<ItemDecision> Read(string path)
    {
        try
        {
            var lines = File.ReadLines(path).Take(MaxLines + 1).ToList();
            if (lines.Count > MaxLines)
                throw Wrong(path, MaxLines + 1, $"is one more than the {MaxLines} lines that are allowed");
            var header = lines is [var first, ..] ? first.Split('\t') : [];
            if (header is not ["item", "answer", ..] || !Columns.Split(' ').Take(header.Length).SequenceEqual(header))
                throw Wrong(path, 1, $"must name the columns, with tabs between: {Columns}");
            return [.. lines.Skip(1).Select((line, i) => Parse(path, i + 2, line))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandFailed.Usage($"'{path}' cannot be read: {e.Message}", "Nothing was sent. Check the path and its permissions.");
        }
    }

    private static ItemDecision Parse(string path, int number, string line)
    {
        var cells = line.Split('\t');
        try
        {
            if (cells.Length is < 2 or > 4)
                throw new FormatException($"has {cells.Length} columns; 2 to 4 are allowed");
            return int.TryParse(cells[0], NumberStyles.None, CultureInfo.InvariantCulture, out var item) && item > 0
                ? new ItemDecision
                {
                    Item = item, Answer = Words.Parse<ReviewAnswer>(cells[1]),
                    Until = cells is [_, _, { Length: > 0 } until, ..] ? TimeText.Parse(until) : null, Justification = cells is [_, _, _, var why] ? why : "",
                }
                : throw new FormatException($"'{cells[0]}' is no number of an item");
        }
        catch (FormatException e)
        {
            throw Wrong(path, number, e.Message);
        }
    }

    private static CommandFailed Wrong(string path, int line, string problem) =>
        CommandFailed.Usage(
            string.Create(CultureInfo.InvariantCulture, $"{path}, line {line}: {problem}"), "Nothing was sent. Mend the file and run the command again.");
}
