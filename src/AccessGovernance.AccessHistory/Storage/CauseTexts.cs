using System.Text;
using AccessGovernance.AccessHistory.Checkpoints;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>
/// Causes that come but once, by number. A reference stands behind what it shares with the one before it, because requests are numbered;
/// every 16th stands whole, so that few are read for one. One writer; readers for every number that they learned from something the writer
/// published after adding it.
/// </summary>
internal sealed class CauseTexts
{
    private const int ChunkShift = 16;
    private const int ChunkSize = 1 << ChunkShift;

    /// <summary>Every so many references one is whole.</summary>
    private const int WholeShift = 4;
    private const int WholeMask = (1 << WholeShift) - 1;

    /// <summary>A head is the kind (0: go on in the next chunk) with what is shared, and the length of the rest.</summary>
    private const int KindBits = 3;
    private const int MaxShared = (1 << (8 - KindBits)) - 1;
    private const int Head = 2;
    private const int LongHead = Head + sizeof(ushort);
    private const byte Long = byte.MaxValue;

    /// <summary>Longer texts are put together elsewhere.</summary>
    private const int MostOnStack = 320;

    private readonly Column<byte[]> chunks = new();
    private readonly PackedColumn wholeAt = new();
    private byte[] last = [];
    private int used = ChunkSize;
    private int count;

    public long Bytes => ((long)chunks.Count * ChunkSize) + wholeAt.Bytes;

    /// <summary>Adds the cause of the next number.</summary>
    public void Add(CauseKind kind, string reference)
    {
        var text = Encoding.UTF8.GetBytes(reference);
        var whole = (count & WholeMask) == 0;
        var shared = whole ? 0 : Math.Min(text.AsSpan().CommonPrefixLength(last), MaxShared);
        var rest = text.AsSpan(shared);
        var head = rest.Length < Long ? Head : LongHead;
        if (used + head + rest.Length > ChunkSize)
        {
            chunks.Add(new byte[ChunkSize]);
            used = 0;
        }
        if (whole)
            wholeAt.Add(((chunks.Count - 1L) << ChunkShift) | (uint)used);
        var free = chunks[chunks.Count - 1].AsSpan(used);
        (free[0], free[1]) = ((byte)((int)kind | (shared << KindBits)), (byte)Math.Min(rest.Length, Long));
        if (head > Head)
            BitConverter.TryWriteBytes(free[Head..], checked((ushort)rest.Length));
        rest.CopyTo(free[head..]);
        used += head + rest.Length;
        (last, count) = (text, count + 1);
    }

    public CauseKind KindOf(int number)
    {
        var place = wholeAt[number >> WholeShift];
        for (var left = number & WholeMask; left > 0; left--)
            _ = Next(ref place);
        return Next(ref place).Kind;
    }

    public (CauseKind Kind, string Reference) this[int number]
    {
        get
        {
            var place = wholeAt[number >> WholeShift];
            Span<byte> text = stackalloc byte[MostOnStack];
            for (var left = number & WholeMask; ; left--)
            {
                var entry = Next(ref place);
                if (left == 0)
                    return (entry.Kind, TextOf(text, entry));
                entry.Rest[..Math.Min(entry.Rest.Length, MaxShared - entry.Shared)].CopyTo(text[entry.Shared..]);
            }
        }
    }

    public void Save(PageWriter to)
    {
        to.Int(count);
        to.Int(used);
        wholeAt.Save(to);
        to.Int(chunks.Count);
        for (var i = 0; i < chunks.Count; i++)
            to.Items<byte>(chunks[i]);
    }

    /// <summary>Restores new ones.</summary>
    public void Load(PageReader from)
    {
        count = from.Int();
        used = from.Int();
        wholeAt.Load(from);
        for (var left = from.Count(); left > 0; left--)
            from.Items<byte>(chunks[chunks.Add(new byte[ChunkSize])]);
        if (count > 0)
            last = Encoding.UTF8.GetBytes(this[count - 1].Reference);
    }

    // What is shared stands at the beginning already.
    private static string TextOf(Span<byte> text, Entry entry)
    {
        if (entry.Shared + entry.Rest.Length > text.Length)
            return Encoding.UTF8.GetString([.. text[..entry.Shared], .. entry.Rest]);
        entry.Rest.CopyTo(text[entry.Shared..]);
        return Encoding.UTF8.GetString(text[..(entry.Shared + entry.Rest.Length)]);
    }

    private Entry Next(ref long place)
    {
        var text = chunks[(int)(place >> ChunkShift)].AsSpan((int)place & (ChunkSize - 1));
        if (text[0] == 0)
        {
            place = (place | (ChunkSize - 1)) + 1;
            text = chunks[(int)(place >> ChunkShift)];
        }
        var (head, length) = text[1] < Long ? (Head, (int)text[1]) : (LongHead, BitConverter.ToUInt16(text[Head..]));
        place += head + length;
        return new Entry(text[0], text.Slice(head, length));
    }

    private readonly ref struct Entry(byte head, ReadOnlySpan<byte> rest)
    {
        public CauseKind Kind => (CauseKind)(head & ((1 << KindBits) - 1));

        public int Shared => head >> KindBits;

        public ReadOnlySpan<byte> Rest { get; } = rest;
    }
}
