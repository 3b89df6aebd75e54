using Parquet;
using Parquet.Schema;

namespace AccessGovernance.Reports;

/// <summary>Items as Parquet: the columns of <see cref="ItemColumns"/> as texts, in row groups of some ten thousand.</summary>
internal sealed class ParquetItems : IAsyncDisposable
{
    private const int RowsOfAGroup = 20_000;

    private static readonly DataField[] Fields = [.. ItemColumns.Names.Select(n => new DataField<string>(n))];

    private readonly ParquetWriter writer;
    private readonly List<string>[] columns = [.. Fields.Select(_ => new List<string>())];

    private ParquetItems(ParquetWriter writer) => this.writer = writer;

    public static async Task<ParquetItems> Begin(Stream to) => new(await ParquetWriter.CreateAsync(new ParquetSchema([.. Fields]), to));

    public async ValueTask Write(ItemTrail trail)
    {
        var column = 0;
        foreach (var value in ItemColumns.Of(trail))
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
        for (var i = 0; i < Fields.Length; i++)
        {
            await group.WriteAsync(Fields[i], columns[i]);
            columns[i].Clear();
        }
        group.CompleteValidate();
    }
}
