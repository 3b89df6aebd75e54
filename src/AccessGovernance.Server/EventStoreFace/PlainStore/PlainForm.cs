using System.Buffers.Binary;
using AccessGovernance.EventLog;
using Google.Protobuf;

namespace AccessGovernance.Server.EventStoreFace.PlainStore;

/// <summary>
/// How a plain store keeps an event in one body: a byte that says whether it is JSON, the length of the writer's metadata (four bytes, little
/// end first), the metadata, the data. A storage format.
/// </summary>
internal static class PlainForm
{
    public const string Json = "application/json";
    private const string Binary = "application/octet-stream";
    private const int HeaderBytes = 5;

    public static byte[] Encode(bool isJson, ReadOnlySpan<byte> metadata, ReadOnlySpan<byte> data)
    {
        var body = new byte[HeaderBytes + metadata.Length + data.Length];
        body[0] = isJson ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(1), metadata.Length);
        metadata.CopyTo(body.AsSpan(HeaderBytes));
        data.CopyTo(body.AsSpan(HeaderBytes + metadata.Length));
        return body;
    }

    /// <exception cref="DamagedLogException">It was not written by a plain store.</exception>
    public static (string ContentType, ByteString Metadata, ByteString Data) Decode(RecordedEvent e)
    {
        var body = e.Body;
        var length = body.Length < HeaderBytes ? -1 : BinaryPrimitives.ReadInt32LittleEndian(body.Span[1..]);
        if (length < 0 || length > body.Length - HeaderBytes || body.Span[0] > 1)
            throw new DamagedLogException($"The event at position {e.Position} was not written by a plain store.");
        var metadata = UnsafeByteOperations.UnsafeWrap(body.Slice(HeaderBytes, length));
        return (body.Span[0] == 1 ? Json : Binary, metadata, UnsafeByteOperations.UnsafeWrap(body[(HeaderBytes + length)..]));
    }
}
