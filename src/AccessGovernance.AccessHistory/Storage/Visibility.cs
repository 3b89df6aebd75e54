namespace AccessGovernance.AccessHistory.Storage;

/// <summary>
/// One state of knowledge: what was recorded by us up to a position; and of imported rows either the same, or those that their source
/// knew at a time. Nothing after the read position counts in any state.
/// </summary>
internal readonly struct Visibility
{
    private readonly ImportLedger? imports;
    private readonly long sourceTime;
    private readonly long read;

    private Visibility(ImportLedger? imports, long own, long sourceTime, long read) =>
        (this.imports, Own, this.sourceTime, this.read) = (imports, own, sourceTime, read);

    /// <summary>Position up to which facts that were not imported count.</summary>
    public long Own { get; }

    /// <summary>Whether <see cref="Own"/> limits everything, imported or not.</summary>
    public bool IsOurs => imports is null;

    public static Visibility Ours(long position) => new(null, position, 0, position);

    /// <param name="own">Position up to which facts that were not imported count.</param>
    public static Visibility BySource(ImportLedger imports, long own, long sourceTime, long read) =>
        new(imports, own, sourceTime, read);

    public bool Sees(long position, bool imported)
    {
        if (imports is null || !imported)
            return position <= Own;
        return position <= read && imports.SourceTimeAt(position) <= sourceTime;
    }

    public bool Sees(in Mark mark) => Sees(mark.Position, mark.Imported);
}
