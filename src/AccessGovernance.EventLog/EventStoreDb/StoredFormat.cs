using System.Text.Json;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Imports;

namespace AccessGovernance.EventLog.EventStoreDb;

/// <summary>What stands in the metadata of an event beside its origin.</summary>
internal readonly record struct StoredPlace(Instant Stamp, int BatchIndex, int BatchCount, ImportedRow? Import, ReadOnlyMemory<byte> Origin);

/// <summary>
/// The metadata of an event as it is stored: JSON with one-letter names. s: stamp in ms since the Unix epoch; i, n: place in its batch and the batch's
/// size; b, r, t: block, row and source's recording time of an imported row; o: the origin, byte for byte. A storage format.
/// </summary>
internal static class StoredFormat
{
    public static byte[] Encode(RecordedEvent e) => JsonBuffer.Write(e, Write);

    private static void Write(Utf8JsonWriter json, RecordedEvent e)
    {
        json.WriteStartObject();
        json.WriteNumber("s"u8, e.Stamp.Milliseconds);
        json.WriteNumber("i"u8, e.BatchIndex);
        json.WriteNumber("n"u8, e.BatchCount);
        if (e.Import is { } row)
        {
            json.WriteString("b"u8, row.Block);
            json.WriteNumber("r"u8, row.Row);
            json.WriteNumber("t"u8, row.SourceRecordedAt.Milliseconds);
        }
        json.WritePropertyName("o"u8);
        json.WriteRawValue(e.OriginBytes.Span, skipInputValidation: true);
        json.WriteEndObject();
    }

    /// <exception cref="JsonException">It is no JSON, or not what it should be.</exception>
    public static StoredPlace Decode(ReadOnlyMemory<byte> metadata)
    {
        var json = new Utf8JsonReader(metadata.Span);
        long? stamp = null, row = null, recordedAt = null;
        int index = -1, count = 0;
        Guid block = default;
        ReadOnlyMemory<byte> origin = default;
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            throw new JsonException("It is no object.");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueSpan.Length == 1 ? (char)json.ValueSpan[0] : default;
            json.Read();
            switch (name)
            {
                case 's': stamp = json.GetInt64(); break;
                case 'i': index = json.GetInt32(); break;
                case 'n': count = json.GetInt32(); break;
                case 'b': block = json.GetGuid(); break;
                case 'r': row = json.GetInt64(); break;
                case 't': recordedAt = json.GetInt64(); break;
                case 'o': origin = Skipped(ref json, metadata); break;
                default: throw new JsonException("It has a field that is unknown.");
            }
        }
        if (stamp is null || index < 0 || index >= count || origin.Length == 0 || row is null != recordedAt is null)
            throw new JsonException("Stamp, place in the batch or origin are missing.");
        var import = row is null ? null : new ImportedRow(block, row.Value, new Instant(recordedAt!.Value));
        return new(new Instant(stamp.Value), index, count, import, origin);
    }

    private static ReadOnlyMemory<byte> Skipped(ref Utf8JsonReader json, ReadOnlyMemory<byte> all)
    {
        var from = (int)json.TokenStartIndex;
        json.Skip();
        return all[from..(int)json.BytesConsumed];
    }
}
