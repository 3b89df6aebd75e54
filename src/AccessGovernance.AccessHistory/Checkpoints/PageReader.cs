using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace AccessGovernance.AccessHistory.Checkpoints;

/// <summary>Reads what <see cref="PageWriter"/> wrote; gives nothing out of a page before its checksum is right. Not thread-safe.</summary>
/// <remarks>Everything that is wrong with the file is an <see cref="InvalidDataException"/>.</remarks>
internal sealed class PageReader(Stream stream)
{
    /// <summary>Longer than every id, cause and file hash.</summary>
    private const int MaxText = 1 << 16;

    private readonly byte[] head = new byte[PageWriter.HeadSize];
    private readonly byte[] page = new byte[PageWriter.PageSize];
    private int used;
    private int length;
    private uint number;

    public int Int()
    {
        var value = 0;
        Items(new Span<int>(ref value));
        return value;
    }

    /// <summary>A number of things, of which there can be no more than bytes left in the file.</summary>
    public int Count()
    {
        var count = Int();
        return count >= 0 && count <= stream.Length ? count : throw new InvalidDataException($"{count} cannot be a count.");
    }

    public long Long()
    {
        var value = 0L;
        Items(new Span<long>(ref value));
        return value;
    }

    public string Text()
    {
        var bytes = Count();
        if (bytes > MaxText)
            throw new InvalidDataException($"A text of {bytes} bytes is too long.");
        var text = new byte[bytes];
        Items<byte>(text);
        return Encoding.UTF8.GetString(text);
    }

    public void Items<T>(Span<T> items) where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(items);
        while (!bytes.IsEmpty)
        {
            if (used == length && !NextPage())
                throw new InvalidDataException("The checkpoint ends early.");
            var taken = Math.Min(bytes.Length, length - used);
            page.AsSpan(used, taken).CopyTo(bytes);
            used += taken;
            bytes = bytes[taken..];
        }
    }

    /// <summary>Makes sure that everything was read, and that the file ends as it should.</summary>
    public void Finish()
    {
        if (used != length || NextPage() || stream.Position != stream.Length)
            throw new InvalidDataException("The checkpoint goes on where it should end.");
    }

    private bool NextPage()
    {
        if (stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length)
            throw new InvalidDataException("The checkpoint is cut off.");
        (used, length) = (0, BinaryPrimitives.ReadInt32LittleEndian(head));
        if (length is < 0 or > PageWriter.PageSize
            || stream.ReadAtLeast(page.AsSpan(0, length), length, throwOnEndOfStream: false) < length)
        {
            throw new InvalidDataException("The checkpoint is cut off.");
        }
        if (BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(4)) != PageChecksum.Of(number++, page.AsSpan(0, length)))
            throw new InvalidDataException($"Page {number} of the checkpoint is damaged.");
        return length > 0;
    }
}
