namespace AccessGovernance.Server.Services;

/// <summary>
/// What this process has proved: that rows of some number and quick checksum have a SHA-256. Whoever finds rows of the same number and
/// checksum again has found the same rows, and need not hash them again. At most <see cref="MaxProofs"/>, the oldest go. Thread-safe.
/// </summary>
public sealed class SnapshotProofs
{
    public const int MaxProofs = 1_000;

    private readonly Lock gate = new();
    private readonly Dictionary<string, RowsProof> proofs = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();

    /// <summary>What rows of a SHA-256 were; null when nobody hashed them in this process.</summary>
    public RowsProof? Of(string sha256)
    {
        lock (gate)
            return proofs.TryGetValue(sha256, out var proof) ? proof : null;
    }

    /// <summary>Keeps what both sums were computed of, in one pass.</summary>
    public void Keep(string sha256, RowsProof proof)
    {
        lock (gate)
        {
            if (!proofs.ContainsKey(sha256))
                order.Enqueue(sha256);
            proofs[sha256] = proof;
            if (order.Count > MaxProofs)
                proofs.Remove(order.Dequeue());
        }
    }
}

/// <param name="Checksum">Of <see cref="AccessHistory.RowsChecksum"/>.</param>
public readonly record struct RowsProof(long Rows, UInt128 Checksum);
