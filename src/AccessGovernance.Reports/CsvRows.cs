using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace AccessGovernance.Reports;

/// <summary>
/// Rows as CSV (RFC 4180, UTF-8), the names of the columns first. A value that a spreadsheet would take for a formula is preceded by an apostrophe.
/// The same rows give the same bytes.
/// </summary>
internal sealed class CsvRows : IAsyncDisposable
{
    private readonly CsvWriter csv;

    public CsvRows(Stream to, IEnumerable<string> names)
    {
        var settings = new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\r\n", InjectionOptions = InjectionOptions.Escape };
        csv = new CsvWriter(new StreamWriter(to, new UTF8Encoding(false), leaveOpen: true), settings);
        Write(names);
    }

    public void Write(IEnumerable<string> values)
    {
        foreach (var value in values)
            csv.WriteField(value);
        csv.NextRecord();
    }

    public ValueTask DisposeAsync() => csv.DisposeAsync();
}
