using System.Security.Cryptography;

namespace AccessGovernance.Reports;

/// <summary>Writes items in the form of a report, and, whatever the form, hashes them as CSV.</summary>
internal sealed class ItemWriter : IAsyncDisposable
{
    private readonly ItemColumns columns;
    private readonly CsvRows csv;
    private readonly ParquetRows? parquet;

    private ItemWriter(ItemColumns columns, CsvRows csv, ParquetRows? parquet) => (this.columns, this.csv, this.parquet) = (columns, csv, parquet);

    public static async Task<ItemWriter> Begin(ReportForm form, ItemColumns columns, Stream to, IncrementalHash hash) => new(
        columns, new CsvRows(new HashedStream(form == ReportForm.Csv ? to : Stream.Null, hash), columns.Names),
        form == ReportForm.Parquet ? await ParquetRows.Begin(to, columns.Names) : null);

    public async ValueTask Write(ItemTrail trail)
    {
        csv.Write(columns.Of(trail));
        if (parquet is not null)
            await parquet.Write(columns.Of(trail));
    }

    public async ValueTask DisposeAsync()
    {
        await csv.DisposeAsync();
        if (parquet is not null)
            await parquet.DisposeAsync();
    }
}
