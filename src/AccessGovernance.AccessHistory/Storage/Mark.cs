namespace AccessGovernance.AccessHistory.Storage;

/// <summary>Where something was recorded, and whether an import did it, in 32 bits. Position 0: nowhere yet.</summary>
/// <exception cref="OverflowException">The position is beyond what an index holds.</exception>
internal readonly record struct Mark
{
    private readonly uint word;

    public Mark(long position, bool imported) => word = ((uint)checked((int)position) << 1) | (imported ? 1u : 0u);

    public long Position => word >> 1;

    public bool Imported => (word & 1) != 0;
}
