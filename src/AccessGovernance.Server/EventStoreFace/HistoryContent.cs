using System.Text.Json;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Sqlite;
using Google.Protobuf;

namespace AccessGovernance.Server.EventStoreFace;

/// <summary>
/// The history of access: the stored bytes as data, never opened, so that what is sealed stays sealed; who asked for it, where it stands and
/// which import it came from as metadata. Its streams are never deleted or cut.
/// </summary>
internal sealed class HistoryContent(SqliteEventLog log) : IFaceContent
{
    public ShownEvent Show(RecordedEvent e) =>
        new("application/json", ByteString.CopyFrom(MetadataOf(e)), UnsafeByteOperations.UnsafeWrap(e.Body), e.Revision);

    public async ValueTask<StreamStanding> Standing(string stream, CancellationToken cancellation)
    {
        var last = await log.StreamSliceDownFrom(stream, long.MaxValue, 1, cancellation);
        return new StreamStanding(0, last is [var e] ? e.Revision : StreamAppend.NoStream, IsTombstoned: false, HasMetadata: false);
    }

    private static byte[] MetadataOf(RecordedEvent e)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
            Write(json, e, e.Origin);
        return bytes.ToArray();
    }

    private static void Write(Utf8JsonWriter json, RecordedEvent e, EventOrigin origin)
    {
        json.WriteStartObject();
        json.WriteNumber("position", e.Position);
        json.WriteNumber("stamp_ms", e.Stamp.Milliseconds);
        json.WriteNumber("batch_index", e.BatchIndex);
        json.WriteNumber("batch_count", e.BatchCount);
        if (origin.Request is { } request)
            json.WriteString("request_id", request.Value);
        json.WriteString("actor", origin.Actor);
        if (origin.OnBehalfOf is { } behalf)
            json.WriteString("on_behalf_of", behalf);
        // The name by which EventStoreDB's own tools know it.
        if (origin.Correlation is { } correlation)
            json.WriteString("$correlationId", correlation);
        if (e.Import is { } import)
        {
            json.WriteStartObject("import");
            json.WriteString("block", import.Block);
            json.WriteNumber("row", import.Row);
            json.WriteNumber("source_recorded_at_ms", import.SourceRecordedAt.Milliseconds);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}
