using System.Text.Json;
using AccessGovernance.EventStoreProtocol;
using Stored = AccessGovernance.EventStoreProtocol.ReadResp.Types.ReadEvent.Types.RecordedEvent;

namespace AccessGovernance.EventLog.EventStoreDb;

/// <summary>
/// Puts the events of a subscription or a read together to whole batches, in the server's order. Passes over what was delivered before; what
/// cannot follow on what came before is damage. Not thread-safe.
/// </summary>
/// <param name="position">The position that the next event comes after.</param>
/// <param name="last">The place that the next event comes after.</param>
internal sealed class FollowedBatch(StorePrefix prefix, long position, StorePlace last, Guid lastId)
{
    private readonly List<(RecordedEvent Event, StorePlace Place)> pending = [];

    /// <summary>The last position of a whole batch.</summary>
    public long Position { get; private set; } = position;

    /// <summary>The place of the last event that needs not be read again.</summary>
    public StorePlace Last { get; private set; } = last;

    /// <summary>Its id.</summary>
    public Guid LastId { get; private set; } = lastId;

    /// <summary>Forgets a batch that was cut off: it will be delivered again.</summary>
    public void Restart() => pending.Clear();

    /// <returns>The whole batch that ends with this event, else null.</returns>
    /// <exception cref="DamagedLogException">It is not what this log wrote, or something is missing before it.</exception>
    public IReadOnlyList<(RecordedEvent Event, StorePlace Place)>? Add(ReadResp.Types.ReadEvent read)
    {
        var place = StoreMessages.Place(read.Event ?? throw new DamagedLogException("The event store delivered an event without content."));
        if (place.Commit <= (pending.Count > 0 ? pending[^1].Place : Last).Commit)
            return null;
        var stream = StoreMessages.Stream(read.Event);
        if (!prefix.Covers(stream) || prefix.IsOwn(stream))
        {
            if (pending.Count == 0)
                (Last, LastId) = (place, StoreMessages.Id(read.Event.Id));
            return null;
        }
        var recorded = Decode(read.Event, prefix.Without(stream), Position + pending.Count + 1);
        CheckFollows(recorded);
        pending.Add((recorded, place));
        if (!recorded.EndsBatch)
            return null;
        (Position, Last, LastId) = (recorded.Position, place, recorded.EventId);
        var whole = pending.ToArray();
        pending.Clear();
        return whole;
    }

    /// <exception cref="DamagedLogException">It is not what this log wrote.</exception>
    public static RecordedEvent Decode(Stored e, string stream, long position)
    {
        try
        {
            var stored = StoredFormat.Decode(e.CustomMetadata.Memory);
            return new RecordedEvent
            {
                Position = position,
                Stream = stream,
                Revision = (long)e.StreamRevision,
                EventId = StoreMessages.Id(e.Id),
                Type = StoreMessages.Type(e),
                Stamp = stored.Stamp,
                BatchIndex = stored.BatchIndex,
                BatchCount = stored.BatchCount,
                Body = e.Data.Memory,
                OriginBytes = stored.Origin,
                Import = stored.Import,
            };
        }
        catch (Exception damage) when (damage is JsonException or InvalidOperationException or FormatException)
        {
            throw new DamagedLogException(
                $"Event {e.StreamRevision} of the stream '{stream}' was not written by this log ({damage.Message}). Find out who did.", damage);
        }
    }

    private void CheckFollows(RecordedEvent next)
    {
        var before = pending.Count > 0 ? pending[^1].Event : null;
        if (next.BatchIndex != pending.Count
            || (before is not null && (before.Stream != next.Stream || before.BatchCount != next.BatchCount || before.Revision + 1 != next.Revision)))
        {
            throw new DamagedLogException($"Event {next.Revision} of the stream '{next.Stream}' does not follow on what the event store delivered "
                + $"before it (place {next.BatchIndex} of {next.BatchCount} in its batch, where place {pending.Count} was due).");
        }
    }
}
