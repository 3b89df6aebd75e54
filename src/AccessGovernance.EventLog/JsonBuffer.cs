using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AccessGovernance.EventLog;

/// <summary>Writes JSON into a buffer that its thread keeps: every event is written twice over, origin and body, and small.</summary>
internal sealed class JsonBuffer
{
    private const int UsualBytes = 512;
    private const int MostKeptBytes = 64 * 1024;

    [ThreadStatic]
    private static JsonBuffer? kept;

    private readonly ArrayBufferWriter<byte> bytes = new(UsualBytes);

    // Readable UTF-8 instead of \u sequences: nothing of it is ever put into a web page as it is.
    private readonly Utf8JsonWriter writer =
        new(Stream.Null, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>The bytes of what <paramref name="write"/> writes; it must not write anything else by this class meanwhile.</summary>
    public static byte[] Write<T>(T what, Action<Utf8JsonWriter, T> write)
    {
        // Taken away while it is in use: what fails leaves nothing behind for the next.
        var buffer = kept ?? new JsonBuffer();
        kept = null;
        buffer.bytes.ResetWrittenCount();
        buffer.writer.Reset(buffer.bytes);
        write(buffer.writer, what);
        buffer.writer.Flush();
        var written = buffer.bytes.WrittenSpan.ToArray();
        if (buffer.bytes.Capacity <= MostKeptBytes)
            kept = buffer;
        return written;
    }
}
