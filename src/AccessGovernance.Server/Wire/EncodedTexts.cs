using System.Buffers;
using Google.Protobuf;

namespace AccessGovernance.Server.Wire;

/// <summary>Texts as a repeated field in protobuf's wire form, gathered until they are sent. Not thread-safe.</summary>
/// <param name="field">Number of the field, 1 to 15.</param>
internal sealed class EncodedTexts(int field)
{
    private readonly ArrayBufferWriter<byte> written = new();

    public ReadOnlySpan<byte> Written => written.WrittenSpan;

    /// <summary>Adds a text; answers the bytes that it takes.</summary>
    public int Add(ReadOnlySpan<byte> utf8)
    {
        var size = Lengths.SizeOf(utf8.Length);
        var to = written.GetSpan(size);
        utf8.CopyTo(to[Lengths.Write(field, utf8.Length, to)..]);
        written.Advance(size);
        return size;
    }

    public void Clear() => written.ResetWrittenCount();
}

/// <summary>The head of a field that is a run of bytes: its number, 1 to 15, and its length.</summary>
internal static class Lengths
{
    /// <summary>Bytes of a number and a length at most.</summary>
    public const int MaxHead = 6;

    private const int LengthDelimited = 2;
    private const int FieldShift = 3;
    private const int MoreFollows = 0x80;
    private const int BitsOfByte = 7;

    /// <summary>Bytes that a field of so many takes, its head with them.</summary>
    public static int SizeOf(int bytes) => 1 + CodedOutputStream.ComputeLengthSize(bytes) + bytes;

    /// <summary>Writes the head; answers its bytes.</summary>
    public static int Write(int field, int bytes, Span<byte> to)
    {
        to[0] = (byte)((field << FieldShift) | LengthDelimited);
        return 1 + WriteNumber((ulong)bytes, to[1..]);
    }

    /// <summary>Writes a number in as few bytes as it needs, which it answers.</summary>
    public static int WriteNumber(ulong number, Span<byte> to)
    {
        var at = 0;
        for (; number >= MoreFollows; number >>= BitsOfByte)
            to[at++] = (byte)(number | MoreFollows);
        to[at++] = (byte)number;
        return at;
    }
}
