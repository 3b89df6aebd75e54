using System.Buffers;
using AccessGovernance.AccessHistory;

namespace AccessGovernance.Server.Wire;

/// <summary>Ids as a repeated text field: copied from where the index keeps them to where they are sent from.</summary>
/// <param name="field">Number of the field, 1 to 15.</param>
/// <param name="size">Of <see cref="SizeOf"/>.</param>
internal sealed class EncodedIds(int field, OrderedIds ids, int size) : IEncodedFields
{
    private const int LengthDelimited = 2;
    private const int FieldShift = 3;
    private const int ShortLength = 0x80;
    private const int LengthShift = 7;

    /// <summary>Ids have at most 256 bytes: tag, length of two bytes, text.</summary>
    private const int MostOfOne = 1 + 2 + 256;
    private const int Room = 16 * 1024;

    public int Size => size;

    /// <summary>Bytes that one id takes.</summary>
    public static int SizeOf(int bytes) => bytes + (bytes < ShortLength ? 2 : 3);

    public void WriteTo(IBufferWriter<byte> to)
    {
        var texts = ids.Utf8;
        for (var next = 0; next < texts.Count;)
        {
            var room = to.GetSpan(Room);
            to.Advance(Write(texts, ref next, room));
        }
    }

    private int Write(Utf8Ids texts, ref int next, Span<byte> room)
    {
        var used = 0;
        for (; next < texts.Count && room.Length - used >= MostOfOne; next++)
        {
            var text = texts[next];
            room[used++] = (byte)((field << FieldShift) | LengthDelimited);
            if (text.Length >= ShortLength)
                room[used++] = (byte)(text.Length | ShortLength);
            room[used++] = (byte)(text.Length < ShortLength ? text.Length : text.Length >> LengthShift);
            text.CopyTo(room[used..]);
            used += text.Length;
        }
        return used;
    }
}
