using System.Text;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Importing;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Quickstart;

/// <summary>Rows as the text of a history file, which <see cref="HistoryReader"/> reads back as they were.</summary>
internal static class HistoryText
{
    public static string Write(IEnumerable<HistoryRow> rows)
    {
        var text = new StringBuilder(string.Join('\t', HistoryReader.Columns)).Append('\n');
        foreach (var row in rows)
        {
            text.AppendJoin(
                '\t', row.Seq, Time(row.RecordedAt), Time(row.EffectiveAt), row.Operation == ImportOperation.Add ? "add" : "remove",
                row.Relation == ImportRelation.Holds ? "holds" : "confers", row.Subject, row.Object).Append('\n');
        }
        return text.ToString();
    }

    private static string Time(long milliseconds) => TimeText.Show(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
}
