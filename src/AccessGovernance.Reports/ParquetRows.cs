using Parquet;
using Parquet.Schema;

namespace AccessGovernance.Reports;

/// <summary>Rows as Parquet: all columns as texts, in row groups of some ten thousand.</summary>
internal sealed class ParquetRows : IAsyncDisposable
{
    private const int RowsOfAGroup = 20_000;

    private readonly DataField[] fields;
    private readonly ParquetWriter writer;
    private readonly List<string>[] columns;

    private ParquetRows(DataField[] fields, ParquetWriter writer) =>
        (this.fields, this.writer, columns) = (fields, writer, [.. fields.Select(_ => new List<string>())]);

    public static async Task<ParquetRows> Begin(Stream to, IEnumerable<string> names)
    {
        DataField[] fields = [.. names.Select(n => new DataField<string>(n))];
        return new(fields, await ParquetWriter.CreateAsync(new ParquetSchema([.. fields]), to));
    }

    public async ValueTask Write(IEnumerable<string> values)
    {
        var column = 0;
        foreach (var value in values)
            columns[column++].Add(value);
        if (columns[0].Count == RowsOfAGroup)
            await Flush();
    }

    public async ValueTask DisposeAsync()
    {
        if (columns[0].Count > 0)
            await Flush();
        await writer.DisposeAsync();
    }

    private async ValueTask Flush()
    {
        using var group = writer.CreateRowGroup();
        for (var i = 0; i < fields.Length; i++)
        {
            await group.WriteAsync(fields[i], columns[i]);
            columns[i].Clear();
        }
        group.CompleteValidate();
    }
}
