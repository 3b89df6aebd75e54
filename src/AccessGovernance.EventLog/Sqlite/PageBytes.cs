namespace AccessGovernance.EventLog.Sqlite;

/// <summary>The bytes of one page, in few arrays instead of two for every event.</summary>
internal struct PageBytes
{
    /// <summary>Below the size from which arrays are kept apart and collected late.</summary>
    private const int ChunkBytes = 64 * 1024;

    private byte[]? chunk;
    private int used;

    public long Total { get; private set; }

    public ReadOnlyMemory<byte> Copy(ReadOnlySpan<byte> bytes)
    {
        Total += bytes.Length;
        if (bytes.Length > ChunkBytes / 4)
            return bytes.ToArray();
        if (chunk is null || used + bytes.Length > ChunkBytes)
        {
            chunk = GC.AllocateUninitializedArray<byte>(ChunkBytes);
            used = 0;
        }
        bytes.CopyTo(chunk.AsSpan(used));
        var copy = chunk.AsMemory(used, bytes.Length);
        used += bytes.Length;
        return copy;
    }
}
