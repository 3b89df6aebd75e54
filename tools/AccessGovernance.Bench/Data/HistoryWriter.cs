using AccessGovernance.Domain;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;

namespace AccessGovernance.Bench.Data;

/// <summary>Writes made-up events straight into a log, through the real codec, in bulk appends of <see cref="BatchSize"/>.</summary>
internal sealed class HistoryWriter(IOrderedBulkAppend log, EventCodec codec)
{
    private const int BatchSize = 1_000;

    private readonly Dictionary<string, long> revisions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> expected = new(StringComparer.Ordinal);
    private readonly List<(string Stream, NewEvent Event)> batch = new(BatchSize);

    public long Written { get; private set; }

    public async ValueTask Write(string stream, DomainEvent what, string actor, CancellationToken cancellation)
    {
        var request = new RequestId(Guid.NewGuid());
        var id = EventIds.Derive(stream, request, 0);
        var (type, body) = codec.Encode(what, stream, id);
        var last = revisions.GetValueOrDefault(stream, StreamAppend.NoStream);
        expected.TryAdd(stream, last);
        revisions[stream] = last + 1;
        batch.Add((stream, new NewEvent(id, type, body, new EventOrigin(request, Guid.NewGuid(), actor, null, null), null)));
        if (batch.Count == BatchSize)
            await Flush(cancellation);
    }

    public async ValueTask Flush(CancellationToken cancellation)
    {
        if (batch.Count == 0)
            return;
        var answer = await log.AppendInOrder(new BulkAppend(expected, batch), cancellation);
        if (answer is not Appended)
            throw new InvalidOperationException($"The log did not take the made-up history: {answer}");
        Written += batch.Count;
        batch.Clear();
        expected.Clear();
    }
}
