using System.Buffers;
using Google.Protobuf;

namespace AccessGovernance.Server.Wire;

/// <summary>Fields of a message in protobuf's wire form, made while they are sent.</summary>
public interface IEncodedFields
{
    /// <summary>Bytes that are written, exactly.</summary>
    int Size { get; }

    void WriteTo(IBufferWriter<byte> to);
}

/// <summary>
/// An answer of which some fields are never made into objects. They follow those of the message; a reader merges both, as the format says.
/// </summary>
public sealed record Encoded<TMessage>(TMessage Message, IEncodedFields? Fields)
    where TMessage : class, IMessage;
