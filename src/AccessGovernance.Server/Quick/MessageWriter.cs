using System.Numerics;
using System.Text;
using AccessGovernance.Domain;
using Google.Protobuf.WellKnownTypes;

namespace AccessGovernance.Server.Quick;

/// <summary>
/// Writes a message field by field in the wire format of Protocol Buffers (encoding guide, proto3: what has its default is left out), with
/// names, times and ids as the API has them. Whoever writes has made sure that there is room.
/// </summary>
internal ref struct MessageWriter(Span<byte> into)
{
    private const int Varint = 0;
    private const int LengthDelimited = 2;
    private const int GuidLength = 36;

    private readonly Span<byte> into = into;

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    public void Number(int field, long value)
    {
        if (value == 0)
            return;
        Tag(field, Varint);
        Raw((ulong)value);
    }

    public void Flag(int field, bool value) => Number(field, value ? 1 : 0);

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
            return;
        Tag(field, LengthDelimited);
        Raw((ulong)value.Length);
        value.CopyTo(into[Length..]);
        Length += value.Length;
    }

    public void Text(int field, string? value)
    {
        if (string.IsNullOrEmpty(value))
            return;
        var begun = Begin(field);
        Length += Encoding.UTF8.GetBytes(value, into[Length..]);
        End(begun);
    }

    public void Id(int field, Guid value)
    {
        Tag(field, LengthDelimited);
        Raw(GuidLength);
        _ = value.TryFormat(into[Length..], out var written, "D");
        Length += written;
    }

    /// <param name="collection">What the name begins with, such as <c>identities/</c>.</param>
    public void Name(int field, ReadOnlySpan<byte> collection, string id)
    {
        var begun = Begin(field);
        collection.CopyTo(into[Length..]);
        Length += collection.Length;
        Length += NameText.Encode(id, into[Length..]);
        End(begun);
    }

    /// <summary>Nothing for what has no such end: since ever, or open-ended.</summary>
    public void Time(int field, Instant at)
    {
        if (at < Instant.Earliest || at > Instant.Latest)
            return;
        var (seconds, rest) = Math.DivRem(at.Milliseconds, 1_000);
        if (rest < 0)
            (seconds, rest) = (seconds - 1, rest + 1_000);
        var begun = Begin(field);
        Number(Timestamp.SecondsFieldNumber, seconds);
        Number(Timestamp.NanosFieldNumber, rest * 1_000_000);
        End(begun);
    }

    /// <summary>Begins a message inside this one.</summary>
    /// <returns>What <see cref="End"/> is to be given.</returns>
    public int Begin(int field)
    {
        Tag(field, LengthDelimited);
        return ++Length;
    }

    /// <summary>Ends what was begun last. One byte was left for its length; what is longer moves aside.</summary>
    public void End(int begun)
    {
        var length = Length - begun;
        var further = (BitOperations.Log2((uint)length | 1) / 7);
        if (further > 0)
            into[begun..Length].CopyTo(into[(begun + further)..]);
        Length = begun - 1;
        Raw((ulong)length);
        Length += length;
    }

    private void Tag(int field, int type) => Raw((ulong)((field << 3) | type));

    private void Raw(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            into[Length++] = (byte)(value | 0x80);
        into[Length++] = (byte)value;
    }
}
