using System.Text;
using AccessGovernance.EventStoreProtocol;
using Google.Protobuf;

namespace AccessGovernance.Server.EventStoreFace;

/// <summary>Names of streams, which travel as UTF-8 bytes.</summary>
internal static class StreamText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static StreamIdentifier ToMessage(string stream) => new() { StreamName = ByteString.CopyFromUtf8(stream) };

    /// <exception cref="Grpc.Core.RpcException">Absent, empty, too long or no UTF-8.</exception>
    public static string Read(StreamIdentifier? stream)
    {
        var bytes = stream?.StreamName ?? ByteString.Empty;
        if (bytes.IsEmpty || bytes.Length > FaceLimits.MaxStreamNameBytes)
            throw FaceErrors.Invalid("stream_identifier", $"give the name of a stream, 1 to {FaceLimits.MaxStreamNameBytes} bytes of UTF-8");
        try
        {
            return Strict.GetString(bytes.Span);
        }
        catch (DecoderFallbackException)
        {
            throw FaceErrors.Invalid("stream_identifier", "is no UTF-8");
        }
    }
}
