using Parquet;
using Parquet.Schema;

namespace AccessGovernance.Cli.Snapshots;

/// <summary>Rows as Parquet: texts and UTC timestamps in milliseconds, in row groups of <see cref="GroupRows"/>.</summary>
internal sealed class ParquetFile : RowFile
{
    private const int GroupRows = 100_000;

    private static readonly DataField[] Texts = [.. ColumnNames.Take(4).Select(name => new DataField<string>(name))];
    private static readonly DataField[] Times = [.. ColumnNames.Skip(4).Select(TimeField)];

    private readonly ParquetWriter writer;
    private readonly List<ExportedRow> held = [];

    private ParquetFile(ParquetWriter writer) => this.writer = writer;

    public static async Task<ParquetFile> CreateAsync(Stream stream) =>
        new(await ParquetWriter.CreateAsync(new ParquetSchema([.. Texts, .. Times]), stream));

    public override async Task WriteAsync(IReadOnlyList<ExportedRow> rows)
    {
        held.AddRange(rows);
        if (held.Count >= GroupRows)
            await WriteGroupAsync();
    }

    public override async Task CompleteAsync()
    {
        if (held.Count > 0)
            await WriteGroupAsync();
    }

    public override ValueTask DisposeAsync() => writer.DisposeAsync();

    private async Task WriteGroupAsync()
    {
        using var group = writer.CreateRowGroup();
        await group.WriteAsync(Texts[0], held.ConvertAll(r => r.Entitlement));
        await group.WriteAsync(Texts[1], held.ConvertAll(r => r.Identity));
        await group.WriteAsync(Texts[2], held.ConvertAll(r => r.State));
        await group.WriteAsync(Texts[3], held.ConvertAll(r => r.Cause));
        await group.WriteAsync<DateTime>(Times[0], held.Select(r => TimeOf(r.From)).ToArray());
        await group.WriteAsync<DateTime>(Times[1], held.Select(r => TimeOf(r.Until)).ToArray());
        group.CompleteValidate();
        held.Clear();
    }

    private static DateTime? TimeOf(long? at) => at is { } known ? DateTimeOffset.FromUnixTimeMilliseconds(known).UtcDateTime : null;

    private static DateTimeDataField TimeField(string name) =>
        new(name, DateTimeFormat.Timestamp, isAdjustedToUTC: true, unit: DateTimeTimeUnit.Millis, isNullable: true);
}
