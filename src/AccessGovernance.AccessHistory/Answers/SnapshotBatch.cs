namespace AccessGovernance.AccessHistory;

/// <summary>
/// Some rows of a snapshot, side by side in memory: so many that handing them over costs nothing for each, or those of one entitlement.
/// Not changed any more once it was handed out.
/// </summary>
public sealed class SnapshotBatch
{
    private SnapshotRow[] rows = [];
    private int count;

    public int Count => count;

    /// <summary>In the order of the snapshot.</summary>
    public ReadOnlySpan<SnapshotRow> Rows => rows.AsSpan(0, count);

    internal void Reserve(int more)
    {
        if (rows.Length - count < more)
            Array.Resize(ref rows, Math.Max(rows.Length * 2, count + more));
    }

    internal void Add(in SnapshotRow row)
    {
        if (count == rows.Length)
            Reserve(1);
        rows[count++] = row;
    }

    /// <summary>Leaves out the first rows.</summary>
    internal void Skip(int first)
    {
        Rows[first..].CopyTo(rows);
        count -= first;
    }
}
