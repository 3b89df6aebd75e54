using AccessGovernance.AccessHistory.Checkpoints;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>
/// Texts as UTF-8, each behind its length, which is one byte where it is short; none crosses a chunk. One writer; readers for every place
/// that they learned from something the writer published after adding it.
/// </summary>
internal sealed class Texts
{
    private const int ChunkShift = 16;
    private const int ChunkSize = 1 << ChunkShift;
    private const byte Long = byte.MaxValue;

    private readonly Column<byte[]> chunks = new();
    private int used = ChunkSize;

    public long Bytes => (long)chunks.Count * ChunkSize;

    /// <summary>Adds a text and answers its place.</summary>
    /// <exception cref="OverflowException">There is no room for it.</exception>
    public int Add(ReadOnlySpan<byte> text)
    {
        var head = text.Length < Long ? 1 : 1 + sizeof(ushort);
        if (used + head + text.Length > ChunkSize)
        {
            chunks.Add(new byte[ChunkSize]);
            used = 0;
        }
        var place = checked(((chunks.Count - 1) * ChunkSize) + used);
        var free = chunks[chunks.Count - 1].AsSpan(used);
        free[0] = (byte)Math.Min(text.Length, Long);
        if (head > 1)
            BitConverter.TryWriteBytes(free[1..], checked((ushort)text.Length));
        text.CopyTo(free[head..]);
        used += head + text.Length;
        return place;
    }

    public ReadOnlySpan<byte> this[int place]
    {
        get
        {
            var text = chunks[place >> ChunkShift].AsSpan(place & (ChunkSize - 1));
            return text[0] < Long ? text.Slice(1, text[0]) : text.Slice(1 + sizeof(ushort), BitConverter.ToUInt16(text[1..]));
        }
    }

    public void Save(PageWriter to)
    {
        to.Int(used);
        to.Int(chunks.Count);
        for (var i = 0; i < chunks.Count; i++)
            to.Items<byte>(chunks[i]);
    }

    public void Load(PageReader from)
    {
        used = from.Int();
        for (var left = from.Count(); left > 0; left--)
            from.Items<byte>(chunks[chunks.Add(new byte[ChunkSize])]);
    }
}
