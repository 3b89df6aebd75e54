namespace AccessGovernance.AccessHistory.Storage;

/// <summary>
/// One state of knowledge: what was recorded by us up to a position; and of imported rows either the same, or those that their source
/// knew at a time. Nothing after the read position counts in any state.
/// </summary>
internal readonly struct Visibility
{
    private readonly Column<ImportMark>? imports;
    private readonly long own;
    private readonly long sourceTime;
    private readonly long read;

    private Visibility(Column<ImportMark>? imports, long own, long sourceTime, long read) =>
        (this.imports, this.own, this.sourceTime, this.read) = (imports, own, sourceTime, read);

    public static Visibility Ours(long position) => new(null, position, 0, position);

    /// <param name="own">Position up to which facts that were not imported count.</param>
    public static Visibility BySource(Column<ImportMark> imports, long own, long sourceTime, long read) =>
        new(imports, own, sourceTime, read);

    public bool Sees(long position, int import)
    {
        if (imports is null || import == Mark.Own)
            return position <= own;
        return position <= read && imports[import].SourceTime <= sourceTime;
    }

    public bool Sees(in Mark mark) => Sees(mark.Position, mark.Import);
}
