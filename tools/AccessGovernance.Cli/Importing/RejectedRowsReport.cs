using System.Text;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;

namespace AccessGovernance.Cli.Importing;

/// <summary>Writes the rejected rows to a file that is made when the first one comes; an older report is written over.</summary>
internal sealed class RejectedRowsReport(string path, HistoryFile file) : IDisposable
{
    private StreamWriter? writer;

    public string Path { get; } = path;

    public void Add(RejectedRow rejected)
    {
        writer ??= Create();
        writer.Write(
            string.Join('\t', LineOf(rejected.Row), rejected.Row, PlainText.TsvField(rejected.Field), PlainText.TsvField(rejected.Reason),
            PlainText.TsvField(rejected.Message)) + "\n");
    }

    public void Dispose() => writer?.Dispose();

    private StreamWriter Create()
    {
        var created = new StreamWriter(Path, append: false, new UTF8Encoding(false));
        created.Write("line\trow\tfield\treason\tmessage\n");
        return created;
    }

    /// <summary>Rows grow with their lines, so the line is found by halving.</summary>
    private long LineOf(long seq)
    {
        var (low, high) = (0, file.Rows.Count - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = file.Rows[middle].Seq < seq ? (middle + 1, high) : (low, middle);
        }
        return HistoryFile.LineOf(low);
    }
}
