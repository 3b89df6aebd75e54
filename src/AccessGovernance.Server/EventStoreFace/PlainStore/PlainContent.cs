using System.Text.Json;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Sqlite;

namespace AccessGovernance.Server.EventStoreFace.PlainStore;

/// <summary>
/// What clients wrote. Nothing is ever removed from the log: a deletion is an event in the stream's metadata stream (<c>$$name</c>), which
/// says from which revision on the stream can be read; a tombstone is the stream's last event.
/// </summary>
internal sealed class PlainContent(SqliteEventLog log) : IFaceContent
{
    public const string Tombstone = "$streamDeleted";
    public const string MetadataType = "$metadata";
    private const string MetadataPrefix = "$$";
    private const string TruncateBefore = "$tb";
    private const string DeletedThrough = "deletedThrough";

    public static string MetadataStreamOf(string stream) => MetadataPrefix + stream;

    /// <summary>The body of a deletion. EventStoreDB says only "everything before the end of time"; where the end was is kept beside it.</summary>
    public static byte[] Deletion(long last) =>
        JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, long> { [TruncateBefore] = long.MaxValue, [DeletedThrough] = last });

    public ShownEvent Show(RecordedEvent e)
    {
        var (contentType, metadata, data) = PlainForm.Decode(e);
        return new(contentType, metadata, data, e.Type == Tombstone ? long.MaxValue : e.Revision);
    }

    public async ValueTask<StreamStanding> Standing(string stream, CancellationToken cancellation)
    {
        var last = await log.StreamSliceDownFrom(stream, long.MaxValue, 1, cancellation);
        var metadata = stream.StartsWith(MetadataPrefix, StringComparison.Ordinal)
            ? []
            : await log.StreamSliceDownFrom(MetadataStreamOf(stream), long.MaxValue, 1, cancellation);
        return new StreamStanding(
            metadata is [var m] ? FirstBy(m) : 0,
            last is [var e] ? e.Revision : StreamAppend.NoStream,
            IsTombstoned: last is [{ Type: Tombstone }],
            HasMetadata: metadata.Count > 0);
    }

    private static long FirstBy(RecordedEvent metadata)
    {
        try
        {
            using var json = JsonDocument.Parse(PlainForm.Decode(metadata).Data.Memory);
            return NumberIn(json.RootElement, DeletedThrough) + 1 ?? NumberIn(json.RootElement, TruncateBefore) ?? 0;
        }
        catch (JsonException)
        {
            // Whatever a client wrote there: no metadata that says anything.
            return 0;
        }
    }

    private static long? NumberIn(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= -1
            ? number
            : null;
}
