namespace AccessGovernance.Grains;

/// <summary>
/// Counts the appends that went into the log past the grains, which imports do: a grain that is active then has a stale state, and catches
/// up before it is used again. Thread-safe.
/// </summary>
public sealed class BulkWrites
{
    private long count;

    public long Count => Interlocked.Read(ref count);

    /// <summary>To be called after the append, and before it is acknowledged.</summary>
    public void Happened() => Interlocked.Increment(ref count);
}
