using System.Globalization;
using AccessGovernance.Domain;
using AccessGovernance.EventStoreProtocol;
using Google.Protobuf;
using Stored = AccessGovernance.EventStoreProtocol.ReadResp.Types.ReadEvent.Types.RecordedEvent;

namespace AccessGovernance.EventLog.EventStoreDb;

/// <summary>A place in the server's log. What is written over gRPC has the same commit and prepare position.</summary>
internal readonly record struct StorePlace(ulong Commit, ulong Prepare)
{
    public static StorePlace At(long commit) => new((ulong)commit, (ulong)commit);
}

/// <summary>Between the values of the protocol and ours.</summary>
internal static class StoreMessages
{
    private const string TypeKey = "type";
    private const string ContentTypeKey = "content-type";
    private const string CreatedKey = "created";
    private const long CreatedUnitsPerMs = 10_000;

    public static UUID Uuid(Guid id) => Uuids.ToMessage(id, structured: true);

    /// <exception cref="FormatException">It is none.</exception>
    public static Guid Id(UUID id) => Uuids.TryRead(id, out var read) ? read : throw new FormatException("The event store told an id that is none.");

    public static StreamIdentifier Stream(string name) => new() { StreamName = ByteString.CopyFromUtf8(name) };

    public static string Stream(Stored e) => e.StreamIdentifier.StreamName.ToStringUtf8();

    public static StorePlace Place(Stored e) => new(e.CommitPosition, e.PreparePosition);

    public static string Type(Stored e) => e.Metadata.GetValueOrDefault(TypeKey, "");

    /// <summary>The server's clock when it was written; null when it does not say.</summary>
    public static Instant? Created(Stored e) =>
        e.Metadata.TryGetValue(CreatedKey, out var text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var units)
            ? new Instant(units / CreatedUnitsPerMs)
            : null;

    /// <summary>The first message of an append.</summary>
    /// <param name="expected">A revision or <see cref="StreamAppend.NoStream"/>: with less, a repeat would not be recognised for certain.</param>
    public static AppendReq Begin(string stream, long expected)
    {
        var options = new AppendReq.Types.Options { StreamIdentifier = Stream(stream) };
        if (expected == StreamAppend.NoStream)
            options.NoStream = new();
        else
            options.Revision = (ulong)expected;
        return new AppendReq { Options = options };
    }

    /// <summary>A message for each event of an append.</summary>
    public static AppendReq Propose(Guid id, string type, ReadOnlyMemory<byte> data, byte[] metadata) => new()
    {
        ProposedMessage = new()
        {
            Id = Uuid(id),
            Metadata = { [TypeKey] = type, [ContentTypeKey] = "application/json" },
            // Neither array is written to any more.
            Data = UnsafeByteOperations.UnsafeWrap(data),
            CustomMetadata = UnsafeByteOperations.UnsafeWrap(metadata),
        },
    };

    /// <summary>As the server counts an event towards its limit: two bytes for each character of the type.</summary>
    public static int SizeOf(AppendReq.Types.ProposedMessage e) => e.Data.Length + e.CustomMetadata.Length + (2 * e.Metadata[TypeKey].Length);

    /// <summary>Revision of the last event, or <see cref="StreamAppend.NoStream"/>.</summary>
    public static long ActualRevision(AppendResp.Types.WrongExpectedVersion conflict) =>
        conflict.CurrentRevisionOptionCase == AppendResp.Types.WrongExpectedVersion.CurrentRevisionOptionOneofCase.CurrentRevision
            ? (long)conflict.CurrentRevision
            : StreamAppend.NoStream;
}
