namespace AccessGovernance.Domain.Imports;

// The event records are a storage format: their JSON is kept for ever (see the event catalogue).

/// <summary>Everything that is recorded of the imports of one source.</summary>
public abstract record ImportEvent : DomainEvent;

/// <summary>A block begins: the positions that carry its id are one imported file.</summary>
/// <param name="FileHash">SHA-256 of the file, in hexadecimal.</param>
public sealed record ImportStarted(Guid Block, AppId Application, string FileHash) : ImportEvent;

/// <summary>Recorded in the same batch as the rows that it speaks of.</summary>
/// <param name="LastRow">Row (the file's <c>seq</c>) up to which everything is decided.</param>
/// <param name="LastRecordedAt">The source's latest recording time of any accepted row: later rows never go below it.</param>
public sealed record ImportProgressed(Guid Block, long LastRow, Instant LastRecordedAt, int Accepted, int Repeated, int Rejected) : ImportEvent;

/// <summary>Provenance of one row of an import.</summary>
/// <param name="SourceRecordedAt">When the source learned the fact.</param>
public sealed record ImportedRow(Guid Block, long Row, Instant SourceRecordedAt);

/// <summary>How far the imports of one source have come.</summary>
public sealed class ImportSource : Aggregate
{
    public Dictionary<Guid, ImportStarted> Blocks { get; init; } = [];
    public Dictionary<Guid, ImportProgressed> Progress { get; init; } = [];

    /// <summary>The latest recording time of any accepted row.</summary>
    public Instant LastRecordedAt { get; set; } = new(long.MinValue);

    protected override void Evolve(DomainEvent what, RecordedAs recorded)
    {
        switch (what)
        {
            case ImportStarted e: Blocks[e.Block] = e; break;
            case ImportProgressed e:
                Progress[e.Block] = e;
                LastRecordedAt = Instant.Max(LastRecordedAt, e.LastRecordedAt);
                break;
            default: throw Unknown(what);
        }
    }
}
