using AccessGovernance.Domain;
using AccessGovernance.Domain.Imports;

namespace AccessGovernance.EventLog;

/// <summary>One event as the log has it. Body and origin are the stored bytes; they are decoded by who needs them.</summary>
public sealed class RecordedEvent
{
    /// <summary>Place in the whole log; the first is 1. Positions grow by one.</summary>
    public required long Position { get; init; }

    public required string Stream { get; init; }

    /// <summary>Place in its stream; the first is 0.</summary>
    public required long Revision { get; init; }

    public required Guid EventId { get; init; }

    public required string Type { get; init; }

    /// <summary>The writer's clock when it was written. Raw: order is by position, recording time is the running maximum.</summary>
    public required Instant Stamp { get; init; }

    /// <summary>Its place in the batch that becomes visible as a whole, and the batch's size.</summary>
    public required int BatchIndex { get; init; }

    public required int BatchCount { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Stored form of <see cref="EventOrigin"/>.</summary>
    public required ReadOnlyMemory<byte> OriginBytes { get; init; }

    /// <summary>For imported rows: block, row and the source's recording time.</summary>
    public ImportedRow? Import { get; init; }

    public bool EndsBatch => BatchIndex == BatchCount - 1;

    /// <summary>Position of the last event of its batch.</summary>
    public long BatchEnd => Position + (BatchCount - 1 - BatchIndex);

    /// <summary>Who asked for it, by id.</summary>
    public string Actor => OriginFormat.DecodeActor(OriginBytes.Span);

    public EventOrigin Origin => OriginFormat.Decode(OriginBytes.Span);
}
