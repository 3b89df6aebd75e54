using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace AccessGovernance.EventLog.Sqlite;

/// <summary>
/// CRC-32C (Castagnoli, RFC 3720) over everything that is stored of an event. A storage format: fixed fields as little-endian 64-bit words,
/// names by their own checksum, then origin and body.
/// </summary>
internal static class EventChecksum
{
    public static uint Of(ReadOnlySpan<byte> bytes) => ~Continue(uint.MaxValue, bytes);

    public static uint OfName(string name) => Of(Encoding.UTF8.GetBytes(name));

    /// <param name="recordedAt">Recording time at this position, in ms.</param>
    /// <param name="stream">Checksum of the stream's name.</param>
    /// <param name="type">Checksum of the type's name.</param>
    public static uint Of(RecordedEvent e, long recordedAt, uint stream, uint type)
    {
        Span<byte> id = stackalloc byte[16];
        e.EventId.TryWriteBytes(id, bigEndian: true, out _);
        var crc = Continue(uint.MaxValue, id);
        crc = BitOperations.Crc32C(crc, (ulong)e.Position);
        crc = BitOperations.Crc32C(crc, (ulong)e.Revision);
        crc = BitOperations.Crc32C(crc, Pair(stream, type));
        crc = BitOperations.Crc32C(crc, (ulong)e.Stamp.Milliseconds);
        crc = BitOperations.Crc32C(crc, (ulong)recordedAt);
        crc = BitOperations.Crc32C(crc, Pair((uint)e.BatchIndex, (uint)e.BatchCount));
        crc = BitOperations.Crc32C(crc, Pair((uint)e.OriginBytes.Length, (uint)e.Body.Length));
        if (e.Import is { } import)
        {
            import.Block.TryWriteBytes(id, bigEndian: true, out _);
            crc = Continue(crc, id);
            crc = BitOperations.Crc32C(crc, (ulong)import.Row);
            crc = BitOperations.Crc32C(crc, (ulong)import.SourceRecordedAt.Milliseconds);
        }
        return ~Continue(Continue(crc, e.OriginBytes.Span), e.Body.Span);
    }

    private static ulong Pair(uint high, uint low) => ((ulong)high << 32) | low;

    private static uint Continue(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var one in bytes)
            crc = BitOperations.Crc32C(crc, one);
        return crc;
    }
}
