using System.Security.Cryptography;

namespace AccessGovernance.Reports;

/// <summary>Writes items in the form of a report, and, whatever the form, hashes them as CSV.</summary>
internal sealed class ItemWriter : IAsyncDisposable
{
    private readonly CsvRows csv;
    private readonly ParquetRows? parquet;

    private ItemWriter(CsvRows csv, ParquetRows? parquet) => (this.csv, this.parquet) = (csv, parquet);

    public static async Task<ItemWriter> Begin(ReportForm form, Stream to, IncrementalHash hash) => new(
        new CsvRows(new HashedStream(form == ReportForm.Csv ? to : Stream.Null, hash), ItemColumns.Names),
        form == ReportForm.Parquet ? await ParquetRows.Begin(to, ItemColumns.Names) : null);

    public async ValueTask Write(ItemTrail trail)
    {
        csv.Write(ItemColumns.Of(trail));
        if (parquet is not null)
            await parquet.Write(ItemColumns.Of(trail));
    }

    public async ValueTask DisposeAsync()
    {
        await csv.DisposeAsync();
        if (parquet is not null)
            await parquet.DisposeAsync();
    }
}
