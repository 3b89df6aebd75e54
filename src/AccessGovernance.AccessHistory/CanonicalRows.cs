using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

/// <summary>
/// Counts and hashes the rows of a snapshot in their order: SHA-256 over one line of UTF-8 for each (entitlement, identity, state, cause,
/// from, until; tabs between them, a line feed at the end). Ids have no control characters, so that no two sequences of rows share their
/// bytes. Format 1 of <see cref="Domain.Snapshots.SnapshotDefinition.Format"/>. Not thread-safe.
/// </summary>
public sealed class CanonicalRows : IDisposable
{
    private const int BufferBytes = 64 * 1024;

    // Two ids of 256 bytes, two times of 20 digits, two words, separators.
    private const int MaxRowBytes = 1_024;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] buffer = new byte[BufferBytes];
    private int used;

    // Rows of one entitlement follow one another.
    private byte[] entitlement = [];
    private string? entitlementId;

    public long Count { get; private set; }

    public void AddAll(ReadOnlySpan<SnapshotRow> rows)
    {
        foreach (ref readonly var row in rows)
            Add(row);
    }

    public void Add(in SnapshotRow row)
    {
        if (used > BufferBytes - MaxRowBytes)
            Flush();
        if (!ReferenceEquals(entitlementId, row.Entitlement))
            (entitlementId, entitlement) = (row.Entitlement, Encoding.UTF8.GetBytes(row.Entitlement));
        Field(entitlement);
        Field(row.Identity);
        Field(row.State == AccessState.Active ? "active"u8 : "suspended"u8);
        Field(WordOf(row.Cause));
        Field(row.Validity.From, row.Cause is null || row.Validity.From == Period.Always.From);
        Field(row.Validity.Until, row.Cause is null || row.Validity.Until.IsForever);
        buffer[used - 1] = (byte)'\n';
        Count++;
    }

    /// <summary>The hash of all rows so far, 64 hexadecimal digits; begins anew.</summary>
    public string Finish()
    {
        Flush();
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public void Dispose() => hash.Dispose();

    private static ReadOnlySpan<byte> WordOf(CauseKind? cause) => cause switch
    {
        null => "conferred"u8,
        CauseKind.Rule => "rule"u8,
        CauseKind.ApprovedRequest => "approved-request"u8,
        CauseKind.DirectAssignment => "direct-assignment"u8,
        CauseKind.Review => "review"u8,
        CauseKind.Import => "import"u8,
        CauseKind.BreakGlass => "break-glass"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(cause)),
    };

    private void Field(string text)
    {
        used += Encoding.UTF8.GetBytes(text, buffer.AsSpan(used));
        buffer[used++] = (byte)'\t';
    }

    private void Field(ReadOnlySpan<byte> word)
    {
        word.CopyTo(buffer.AsSpan(used));
        used += word.Length;
        buffer[used++] = (byte)'\t';
    }

    private void Field(Instant at, bool isOpen)
    {
        if (!isOpen && Utf8Formatter.TryFormat(at.Milliseconds, buffer.AsSpan(used), out var written))
            used += written;
        buffer[used++] = (byte)'\t';
    }

    private void Flush()
    {
        hash.AppendData(buffer, 0, used);
        used = 0;
    }
}
