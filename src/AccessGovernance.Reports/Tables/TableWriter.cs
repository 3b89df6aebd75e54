using System.Security.Cryptography;
using System.Text.Json;

namespace AccessGovernance.Reports.Tables;

/// <summary>
/// Writes a table in the form that is asked for, and, whatever the form, hashes its rows as CSV. As JSON it has what was asked, the rows or a summary
/// in their place, and that hash. The same rows give the same bytes.
/// </summary>
internal sealed class TableWriter<T> : IAsyncDisposable
{
    /// <summary>JSON that waits in memory.</summary>
    private const int MaxPending = 256 * 1024;

    private readonly IReadOnlyList<ReportColumn<T>> columns;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly TableTarget target;
    private readonly TableAsked asked;
    private readonly CsvRows csv;
    private readonly ParquetRows? parquet;
    private readonly Utf8JsonWriter? json;
    private readonly bool jsonHasRows;
    private long rows;

    private TableWriter(TableTarget target, TableAsked asked, IReadOnlyList<ReportColumn<T>> columns, ParquetRows? parquet, bool jsonHasRows)
    {
        (this.target, this.asked, this.columns, this.parquet, this.jsonHasRows) = (target, asked, columns, parquet, jsonHasRows);
        csv = new CsvRows(new HashedStream(target.Form == ReportForm.Csv ? target.To : Stream.Null, hash), columns.Select(c => c.Name));
        if (target.Form == ReportForm.Json)
            json = new Utf8JsonWriter(target.To, new JsonWriterOptions { Indented = true });
    }

    /// <param name="jsonHasRows">Rows are part of the JSON; otherwise a summary takes their place.</param>
    public static async Task<TableWriter<T>> Begin(
        TableTarget target, IReadOnlyList<ReportColumn<T>> columns, TableAsked asked, bool jsonHasRows)
    {
        var parquet = target.Form == ReportForm.Parquet ? await ParquetRows.Begin(target.To, columns.Select(c => c.Name)) : null;
        var writer = new TableWriter<T>(target, asked, columns, parquet, jsonHasRows);
        writer.WriteHead();
        return writer;
    }

    public async ValueTask Write(T row)
    {
        rows++;
        var values = columns.Select(c => c.Value(row)).ToList();
        csv.Write(values);
        if (parquet is not null)
            await parquet.Write(values);
        if (json is not null && jsonHasRows)
            WriteJson(values);
    }

    /// <summary>Ends the table: nothing may be written any more.</summary>
    /// <param name="summary">What JSON says in place of the rows.</param>
    public async Task<TableMade> End(Action<Utf8JsonWriter>? summary)
    {
        await csv.DisposeAsync();
        var made = new TableMade(asked, rows, Convert.ToHexStringLower(hash.GetHashAndReset()));
        if (parquet is not null)
            await parquet.DisposeAsync();
        if (json is null)
            return made;
        if (jsonHasRows)
            json.WriteEndArray();
        summary?.Invoke(json);
        json.WriteNumber("rows_count", made.Rows);
        json.WriteString("rows_csv_sha256", made.Sha256);
        json.WriteEndObject();
        await json.DisposeAsync();
        return made;
    }

    public ValueTask DisposeAsync()
    {
        hash.Dispose();
        return ValueTask.CompletedTask;
    }

    private void WriteHead()
    {
        if (json is null)
            return;
        json.WriteStartObject();
        json.WriteString("query", asked.Query);
        if (asked.ValidAt is { } at)
            json.WriteString("valid_at", ItemColumns.Time(at));
        json.WriteNumber("position", target.Position);
        json.WriteString("recorded_at", ItemColumns.Time(target.RecordedAt));
        json.WriteString("generator", ReportHead.Generator);
        if (jsonHasRows)
            json.WriteStartArray("rows");
    }

    private void WriteJson(List<string> values)
    {
        json!.WriteStartObject();
        for (var i = 0; i < values.Count; i++)
        {
            if (!columns[i].IsNumber)
                json.WriteString(columns[i].Name, values[i]);
            else if (values[i].Length == 0)
                json.WriteNull(columns[i].Name);
            else
            {
                json.WritePropertyName(columns[i].Name);
                json.WriteRawValue(values[i]);
            }
        }
        json.WriteEndObject();
        if (json.BytesPending > MaxPending)
            json.Flush();
    }
}
