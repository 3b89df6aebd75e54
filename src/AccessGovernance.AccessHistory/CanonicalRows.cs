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

    // What stands between the identity and the times, by code.
    private readonly byte[]?[] words = new byte[]?[byte.MaxValue + 1];
    private int used;

    public long Count { get; private set; }

    public void AddAll(SnapshotBatch rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var row = 0;
        foreach (ref readonly var run in rows.Runs)
        {
            var entitlement = Encoding.UTF8.GetBytes(run.Entitlement + "\t");
            for (; row < run.End; row++)
                Add(entitlement, rows, row);
        }
        Count += rows.Count;
    }

    /// <summary>The hash of all rows so far, 64 hexadecimal digits; begins anew.</summary>
    public string Finish()
    {
        Flush();
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public void Dispose() => hash.Dispose();

    private void Add(byte[] entitlement, SnapshotBatch rows, int row)
    {
        if (used > BufferBytes - MaxRowBytes)
            Flush();
        var code = rows.Codes[row];
        Add(entitlement);
        Add(rows.Utf8Of(rows.Identities[row]));
        Add(words[code] ??= WordsOf(code));
        var isConferred = SnapshotBatch.CauseOf(code) is null;
        Add(rows.From[row], isConferred || rows.From[row] == Period.Always.From.Milliseconds, (byte)'\t');
        Add(rows.Until[row], isConferred || rows.Until[row] == Instant.Forever.Milliseconds, (byte)'\n');
    }

    private static byte[] WordsOf(byte code) =>
        Encoding.UTF8.GetBytes($"\t{(SnapshotBatch.StateOf(code) == AccessState.Active ? "active" : "suspended")}\t{WordOf(SnapshotBatch.CauseOf(code))}\t");

    private static string WordOf(CauseKind? cause) => cause switch
    {
        null => "conferred",
        CauseKind.Rule => "rule",
        CauseKind.ApprovedRequest => "approved-request",
        CauseKind.DirectAssignment => "direct-assignment",
        CauseKind.Review => "review",
        CauseKind.Import => "import",
        CauseKind.BreakGlass => "break-glass",
        _ => throw new ArgumentOutOfRangeException(nameof(cause)),
    };

    private void Add(ReadOnlySpan<byte> text)
    {
        text.CopyTo(buffer.AsSpan(used));
        used += text.Length;
    }

    private void Add(long milliseconds, bool isOpen, byte end)
    {
        if (!isOpen && Utf8Formatter.TryFormat(milliseconds, buffer.AsSpan(used), out var written))
            used += written;
        buffer[used++] = end;
    }

    private void Flush()
    {
        hash.AppendData(buffer, 0, used);
        used = 0;
    }
}
