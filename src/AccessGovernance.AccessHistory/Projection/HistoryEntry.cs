using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Imports;
using AccessGovernance.EventLog;

namespace AccessGovernance.AccessHistory;

/// <summary>One event as the index takes it: decoded, with what matters of its envelope.</summary>
public readonly record struct HistoryEntry
{
    public required long Position { get; init; }

    public required string Stream { get; init; }

    public required long Revision { get; init; }

    /// <summary>The writer's clock, raw.</summary>
    public required Instant Stamp { get; init; }

    public required bool EndsBatch { get; init; }

    /// <summary>Provenance of an imported row, else null.</summary>
    public required ImportedRow? Import { get; init; }

    public required DomainEvent What { get; init; }

    /// <summary>Who asked for it, by id.</summary>
    public required string Actor { get; init; }

    /// <summary>Of a grant, or a change of one: whom whoever asked for it named; null for nobody.</summary>
    public string? OnBehalfOf { get; init; }

    public static HistoryEntry Of(RecordedEvent recorded, DomainEvent what)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        return new HistoryEntry
        {
            Position = recorded.Position,
            Stream = recorded.Stream,
            Revision = recorded.Revision,
            Stamp = recorded.Stamp,
            EndsBatch = recorded.EndsBatch,
            Import = recorded.Import,
            What = what,
            Actor = recorded.Actor,
            OnBehalfOf = what is AccessGranted or GrantCorrected ? recorded.Origin.OnBehalfOf : null,
        };
    }
}
