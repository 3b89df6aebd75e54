using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Importing;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Quickstart;

/// <summary>Rows as the text of a history file, which <see cref="HistoryReader"/> reads back as they were.</summary>
internal static class HistoryText
{
    public static string Write(IEnumerable<HistoryRow> rows)
    {
        using var text = new StringWriter();
        Write(rows, text);
        return text.ToString();
    }

    /// <summary>Writes row by row and answers how many there were.</summary>
    public static long Write(IEnumerable<HistoryRow> rows, TextWriter text)
    {
        text.Write(string.Join('\t', HistoryReader.Columns) + "\n");
        var count = 0L;
        foreach (var row in rows)
        {
            text.Write(Line(row));
            count++;
        }
        return count;
    }

    private static string Line(HistoryRow row) => string.Join('\t', row.Seq, Time(row.RecordedAt), Time(row.EffectiveAt),
        row.Operation == ImportOperation.Add ? "add" : "remove", row.Relation == ImportRelation.Holds ? "holds" : "confers",
        row.Subject, row.Object) + "\n";

    private static string Time(long milliseconds) => TimeText.Show(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
}
