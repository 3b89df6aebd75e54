using System.Text.Json;
using AccessGovernance.Domain;
using AccessGovernance.EventLog.EventStoreDb.Connections;
using Stored = AccessGovernance.EventStoreProtocol.ReadResp.Types.ReadEvent.Types.RecordedEvent;

namespace AccessGovernance.EventLog.EventStoreDb;

/// <summary>The first event of a deployment: says which history it is, and nothing of it lies before.</summary>
internal sealed record StoreBeginning(StorePrefix Prefix, Guid StoreId, StorePlace Place, Guid EventId);

/// <summary>The streams about the store itself: which history it is, and what its clock says.</summary>
internal sealed class StoreRecords(StoreConnection connection, StorePrefix prefix, TimeProvider time)
{
    private const string BeginningType = "store.begun.v1";
    private const string ClockType = "clock.compared.v1";
    private const int MaxAttempts = 10;
    private const ulong Unknown = ulong.MaxValue;

    /// <summary>Reads the beginning; writes it when there is none. Of many nodes that start at once, one writes it.</summary>
    /// <exception cref="LogRefusedException">The server cannot be reached, refuses access, or is too old.</exception>
    /// <exception cref="DamagedLogException">Another program has written to the stream.</exception>
    public async Task<StoreBeginning> Begin(CancellationToken cancellation)
    {
        if (await connection.First(StoreReads.Stream(prefix.StoreStream, 0, 1), cancellation) is not { } first)
        {
            var body = JsonBuffer.Write(Guid.NewGuid(), (json, id) =>
            {
                json.WriteStartObject();
                json.WriteString("store"u8, id);
                json.WriteEndObject();
            });
            await connection.Append(
                StoreMessages.Begin(prefix.StoreStream, StreamAppend.NoStream), [StoreMessages.Propose(Guid.NewGuid(), BeginningType, body, [])], cancellation);
            first = await connection.First(StoreReads.Stream(prefix.StoreStream, 0, 1), cancellation)
                ?? throw new LogRefusedException($"The event store does not show the stream {prefix.StoreStream}, which was written to it.");
        }
        var place = StoreMessages.Place(first);
        return place.Commit == Unknown
            ? throw new LogRefusedException("The event store does not say at which places events stand: it has to be of version 22.6 or newer.")
            : new StoreBeginning(prefix, StoreId(first), place, StoreMessages.Id(first.Id));
    }

    /// <summary>Writes a small event and reads when the server says that it was written.</summary>
    public async Task<ClockComparison> CompareClocks(CancellationToken cancellation)
    {
        var end = await connection.First(StoreReads.StreamEnd(prefix.ClockStream), cancellation);
        var expected = end is null ? StreamAppend.NoStream : (long)end.StreamRevision;
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var (id, sent) = (Guid.NewGuid(), Now());
            var answer = await connection.Append(
                StoreMessages.Begin(prefix.ClockStream, expected), [StoreMessages.Propose(id, ClockType, "{}"u8.ToArray(), [])], cancellation);
            if (answer.WrongExpectedVersion is { } conflict)
            {
                expected = StoreMessages.ActualRevision(conflict);
                continue;
            }
            var written = await connection.First(StoreReads.Stream(prefix.ClockStream, expected + 1, 1), cancellation);
            return written is not null && StoreMessages.Created(written) is { } created
                ? new ClockComparison(sent, created, Now())
                : throw new LogRefusedException("The event store does not say when an event was written.");
        }
        throw new LogRefusedException($"{MaxAttempts} other nodes compared their clocks with the event store's at once. Try again later.");
    }

    private Instant Now() => new(time.GetUtcNow().ToUnixTimeMilliseconds());

    private Guid StoreId(Stored first)
    {
        try
        {
            if (StoreMessages.Type(first) != BeginningType)
                throw new FormatException($"its first event is '{StoreMessages.Type(first)}'");
            using var body = JsonDocument.Parse(first.Data.Memory);
            return body.RootElement.GetProperty("store").GetGuid();
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw new DamagedLogException($"The stream {prefix.StoreStream} was not written by this log ({e.Message}). Choose another prefix.", e);
        }
    }
}
