using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace AccessGovernance.AccessHistory.Checkpoints;

/// <summary>
/// Writes values as pages, each with its length and a checksum that also covers its place in the file. Numbers are little-endian. Not
/// thread-safe.
/// </summary>
internal sealed class PageWriter(Stream stream)
{
    public const int PageSize = 1 << 20;
    public const int HeadSize = 8;

    private readonly byte[] page = new byte[HeadSize + PageSize];
    private int used;
    private uint number;

    public void Int(int value) => Items(new ReadOnlySpan<int>(in value));

    public void Long(long value) => Items(new ReadOnlySpan<long>(in value));

    public void Text(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        Int(bytes.Length);
        Items<byte>(bytes);
    }

    public void Items<T>(ReadOnlySpan<T> items) where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(items);
        while (!bytes.IsEmpty)
        {
            var taken = Math.Min(bytes.Length, PageSize - used);
            bytes[..taken].CopyTo(page.AsSpan(HeadSize + used));
            used += taken;
            bytes = bytes[taken..];
            if (used == PageSize)
                Flush();
        }
    }

    /// <summary>Writes what is left, and an empty page, without which the file counts as cut.</summary>
    public void Finish()
    {
        if (used > 0)
            Flush();
        Flush();
        stream.Flush();
    }

    private void Flush()
    {
        BinaryPrimitives.WriteInt32LittleEndian(page, used);
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(4), PageChecksum.Of(number++, page.AsSpan(HeadSize, used)));
        stream.Write(page, 0, HeadSize + used);
        used = 0;
    }
}
