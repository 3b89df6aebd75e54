using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace AccessGovernance.Reports;

/// <summary>
/// Items as CSV (RFC 4180, UTF-8). A value that a spreadsheet would take for a formula is preceded by an apostrophe. The same history gives the same bytes.
/// </summary>
public sealed class CsvItems : IAsyncDisposable
{
    private readonly CsvWriter csv;

    public CsvItems(Stream to)
    {
        var settings = new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\r\n", InjectionOptions = InjectionOptions.Escape };
        csv = new CsvWriter(new StreamWriter(to, new UTF8Encoding(false), leaveOpen: true), settings);
        WriteRow(ItemColumns.Names);
    }

    public void Write(ItemTrail trail) => WriteRow(ItemColumns.Of(trail));

    public ValueTask DisposeAsync() => csv.DisposeAsync();

    private void WriteRow(IEnumerable<string> values)
    {
        foreach (var value in values)
            csv.WriteField(value);
        csv.NextRecord();
    }
}
