using System.Security.Cryptography;

namespace AccessGovernance.Reports;

/// <summary>Writes items in the form of a report, and, whatever the form, hashes them as CSV.</summary>
internal sealed class ItemWriter : IAsyncDisposable
{
    private readonly CsvItems csv;
    private readonly ParquetItems? parquet;

    private ItemWriter(CsvItems csv, ParquetItems? parquet) => (this.csv, this.parquet) = (csv, parquet);

    public static async Task<ItemWriter> Begin(ReportForm form, Stream to, IncrementalHash hash) => new(
        new CsvItems(new HashedStream(form == ReportForm.Csv ? to : Stream.Null, hash)),
        form == ReportForm.Parquet ? await ParquetItems.Begin(to) : null);

    public async ValueTask Write(ItemTrail trail)
    {
        csv.Write(trail);
        if (parquet is not null)
            await parquet.Write(trail);
    }

    public async ValueTask DisposeAsync()
    {
        await csv.DisposeAsync();
        if (parquet is not null)
            await parquet.DisposeAsync();
    }
}
