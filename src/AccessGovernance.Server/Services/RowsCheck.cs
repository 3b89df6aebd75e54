using AccessGovernance.AccessHistory;
using AccessGovernance.Domain.Snapshots;
using AccessGovernance.EventLog;

namespace AccessGovernance.Server.Services;

/// <summary>
/// Compares the rows that one reading of a snapshot finds with those that were recorded: by their SHA-256, or, once a reading in this
/// process had that, by what was proved then. Not thread-safe.
/// </summary>
internal sealed class RowsCheck(RowsProof? proof, SnapshotProofs proofs) : IDisposable
{
    private readonly RowsChecksum checksum = new();
    private readonly CanonicalRows? canonical = proof is null ? new CanonicalRows() : null;

    public void AddAll(SnapshotBatch rows)
    {
        checksum.AddAll(rows);
        canonical?.AddAll(rows);
    }

    /// <summary>The number of all rows and their SHA-256, which is proved by that. For a check without a proof.</summary>
    public (long Rows, string Sha256) Prove()
    {
        var sha256 = canonical!.Finish();
        proofs.Keep(sha256, new(checksum.Count, checksum.Sum()));
        return (canonical.Count, sha256);
    }

    /// <summary>Requires all rows to be what was recorded.</summary>
    /// <exception cref="DamagedLogException">They are not.</exception>
    public void RequireSame(SnapshotTaken taken)
    {
        var isSame = canonical is null
            ? proof == new RowsProof(checksum.Count, checksum.Sum()) && checksum.Count == taken.Rows
            : Prove() == (taken.Rows, taken.Sha256);
        if (!isSame)
        {
            throw new DamagedLogException($"The snapshot {taken.Snapshot} no longer follows from the history: {taken.Rows} rows with "
                + $"{taken.Sha256} were recorded, {checksum.Count} other rows are found. Stop, and keep a copy of the history.");
        }
    }

    public void Dispose() => canonical?.Dispose();
}
