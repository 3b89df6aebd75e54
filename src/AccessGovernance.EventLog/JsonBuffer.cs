using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AccessGovernance.EventLog;

/// <summary>Writes JSON into a buffer that each thread keeps: every event is two small pieces of it, its origin and its body.</summary>
internal static class JsonBuffer
{
    private const int UsualBytes = 512;
    private const int MostKeptBytes = 64 * 1024;

    // Readable UTF-8 instead of \u sequences: nothing of it is ever put into a web page as it is.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? keptBytes;

    [ThreadStatic]
    private static Utf8JsonWriter? keptWriter;

    public static byte[] Write<T>(T what, Action<Utf8JsonWriter, T> write)
    {
        // Taken away while in use: what fails, or writes within a write, leaves nothing behind for the next.
        var (bytes, writer) = (keptBytes ?? new(UsualBytes), keptWriter);
        (keptBytes, keptWriter) = (null, null);
        bytes.ResetWrittenCount();
        if (writer is null)
            writer = new Utf8JsonWriter(bytes, Options);
        else
            writer.Reset(bytes);
        write(writer, what);
        writer.Flush();
        var written = bytes.WrittenSpan.ToArray();
        if (bytes.Capacity <= MostKeptBytes)
            (keptBytes, keptWriter) = (bytes, writer);
        return written;
    }
}
