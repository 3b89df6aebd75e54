using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace AccessGovernance.AccessHistory;

/// <summary>
/// A quick checksum of the rows of a snapshot: XXH128 over each of their columns, entitlements and identities by their numbers in this
/// process. Two readings in one process have the same sum if their rows are the same, in whatever batches they came; if they are not, they
/// have another one as surely as 128 bits tell chance apart. It says nothing to another process. Not thread-safe.
/// </summary>
public sealed class RowsChecksum
{
    private const int Columns = 5;
    private const int SumBytes = 16;

    private readonly XxHash128 entitlements = new();
    private readonly XxHash128 identities = new();
    private readonly XxHash128 codes = new();
    private readonly XxHash128 from = new();
    private readonly XxHash128 until = new();

    public long Count { get; private set; }

    public void AddAll(SnapshotBatch rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        // Where each run ends, counted from the first row of all: an entitlement's rows are never divided.
        foreach (ref readonly var run in rows.Runs)
        {
            (long Number, long End) at = (run.Number, Count + run.End);
            entitlements.Append(MemoryMarshal.AsBytes(new ReadOnlySpan<(long, long)>(in at)));
        }
        identities.Append(MemoryMarshal.AsBytes(rows.Identities));
        codes.Append(rows.Codes);
        from.Append(MemoryMarshal.AsBytes(rows.From));
        until.Append(MemoryMarshal.AsBytes(rows.Until));
        Count += rows.Count;
    }

    /// <summary>The sum of all rows so far.</summary>
    public UInt128 Sum()
    {
        Span<byte> sums = stackalloc byte[Columns * SumBytes];
        entitlements.GetCurrentHash(sums);
        identities.GetCurrentHash(sums[SumBytes..]);
        codes.GetCurrentHash(sums[(2 * SumBytes)..]);
        from.GetCurrentHash(sums[(3 * SumBytes)..]);
        until.GetCurrentHash(sums[(4 * SumBytes)..]);
        return XxHash128.HashToUInt128(sums);
    }
}
