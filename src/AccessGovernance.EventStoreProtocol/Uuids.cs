using System.Buffers.Binary;

namespace AccessGovernance.EventStoreProtocol;

/// <summary>Ids in the two forms of the protocol. The structured form holds the bytes in the order in which they are printed.</summary>
public static class Uuids
{
    /// <summary>An id in one of the two forms.</summary>
    public static UUID ToMessage(Guid id, bool structured)
    {
        if (!structured)
            return new UUID { String = id.ToString("D") };
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return new UUID
        {
            Structured = new()
            {
                MostSignificantBits = BinaryPrimitives.ReadInt64BigEndian(bytes),
                LeastSignificantBits = BinaryPrimitives.ReadInt64BigEndian(bytes[8..]),
            },
        };
    }

    /// <summary>False when it is absent, no id, or the id of nothing (all zero).</summary>
    public static bool TryRead(UUID? message, out Guid id)
    {
        id = default;
        switch (message?.ValueCase)
        {
            case UUID.ValueOneofCase.String:
                return Guid.TryParse(message.String, out id) && id != Guid.Empty;
            case UUID.ValueOneofCase.Structured:
                Span<byte> bytes = stackalloc byte[16];
                BinaryPrimitives.WriteInt64BigEndian(bytes, message.Structured.MostSignificantBits);
                BinaryPrimitives.WriteInt64BigEndian(bytes[8..], message.Structured.LeastSignificantBits);
                id = new Guid(bytes, bigEndian: true);
                return id != Guid.Empty;
            default:
                return false;
        }
    }
}
