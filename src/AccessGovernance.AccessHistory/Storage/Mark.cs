namespace AccessGovernance.AccessHistory.Storage;

/// <summary>Where something was recorded and by whom.</summary>
/// <param name="Import">Ordinal of its provenance, or <see cref="Own"/>.</param>
/// <param name="Actor">Ordinal of the actor's id.</param>
internal readonly record struct Mark(long Position, int Import, int Actor)
{
    /// <summary>Not imported.</summary>
    public const int Own = -1;
}

/// <summary>Provenance of one imported row: the source's recording time in milliseconds, the block's ordinal, the row.</summary>
internal readonly record struct ImportMark(long SourceTime, int Block, long Row);

/// <summary>One imported file.</summary>
internal sealed record ImportBlock(Guid Block, string? Source, string? FileHash);
