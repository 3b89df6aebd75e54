using System.Text;
using AccessGovernance.Domain;

namespace AccessGovernance.EventLog;

/// <summary>
/// One append as the engines take it: checked against its bounds, grouped by stream, in log order. It owns its bytes, so that
/// a caller who stopped waiting may reuse its own.
/// </summary>
internal sealed class Batch
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly List<Entry> entries;
    private readonly AppendBounds bounds;

    private Batch(IReadOnlyList<StreamAppend> parts, int capacity, AppendBounds bounds)
    {
        (Parts, this.bounds) = (parts, bounds);
        entries = new(capacity);
    }

    /// <summary>One append for every stream, in the order in which the streams first occur.</summary>
    public IReadOnlyList<StreamAppend> Parts { get; }

    public int Count => entries.Count;

    /// <summary>Of the last event, in its stream.</summary>
    public long LastRevision => entries[^1].Revision;

    /// <summary>Size of bodies and origins, in bytes.</summary>
    public int Bytes { get; private set; }

    public static Batch Of(StreamAppend append) => Of(append, AppendBounds.OfTheHistory);

    public static Batch Of(StreamAppend append, AppendBounds bounds)
    {
        ArgumentNullException.ThrowIfNull(append);
        CheckCount(append.Events.Count, bounds.Events);
        var batch = new Batch([append], append.Events.Count, bounds);
        batch.CheckStream(append.Stream, append.ExpectedRevision);
        for (var i = 0; i < append.Events.Count; i++)
            batch.Add(append.Stream, append.ExpectedRevision + 1 + i, append.Events[i]);
        if (batch.Bytes > bounds.Bytes)
            throw new ArgumentException($"An append has {batch.Bytes} bytes; at most {bounds.Bytes} are allowed.", nameof(append));
        return batch;
    }

    public static Batch Of(BulkAppend append)
    {
        ArgumentNullException.ThrowIfNull(append);
        CheckCount(append.Events.Count, LogLimits.MaxEventsPerBulkAppend);
        var parts = new List<StreamAppend>();
        var byStream = new Dictionary<string, List<NewEvent>>(append.Expected.Count, StringComparer.Ordinal);
        var batch = new Batch(parts, append.Events.Count, AppendBounds.OfTheHistory);
        foreach (var (stream, what) in append.Events)
        {
            if (!append.Expected.TryGetValue(stream, out var expected))
                throw new ArgumentException($"No expected revision is given for stream '{stream}'.", nameof(append));
            if (!byStream.TryGetValue(stream, out var events))
            {
                batch.CheckStream(stream, expected);
                byStream.Add(stream, events = []);
                parts.Add(new StreamAppend(stream, expected, events));
            }
            events.Add(what);
            batch.Add(stream, expected + events.Count, what);
        }
        if (byStream.Count != append.Expected.Count)
            throw new ArgumentException("An expected revision is given for a stream that has no event in this append.", nameof(append));
        return batch;
    }

    /// <summary>The events as they are stored when the log stands at <paramref name="position"/>.</summary>
    public RecordedEvent[] Record(long position, Instant stamp)
    {
        var recorded = new RecordedEvent[entries.Count];
        for (var i = 0; i < recorded.Length; i++)
        {
            var (stream, revision, what, origin, body) = entries[i];
            recorded[i] = new RecordedEvent
            {
                Position = position + 1 + i,
                Stream = stream,
                Revision = revision,
                EventId = what.EventId,
                Type = what.Type,
                Stamp = stamp,
                BatchIndex = i,
                BatchCount = recorded.Length,
                Body = body,
                OriginBytes = origin,
                Import = what.Import,
            };
        }
        return recorded;
    }

    private void Add(string stream, long revision, NewEvent what)
    {
        CheckName(what.Type, "The type of an event");
        // Events of one command share one origin object: its bytes are shared too.
        var origin = entries.Count > 0 && ReferenceEquals(entries[^1].Event.Origin, what.Origin)
            ? entries[^1].Origin
            : OriginFormat.Encode(what.Origin);
        var bytes = what.Body.Length + origin.Length;
        if (bytes > bounds.EventBytes)
            throw new ArgumentException($"Event '{what.Type}' has {bytes} bytes; at most {bounds.EventBytes} are allowed.");
        Bytes += bytes;
        entries.Add(new(stream, revision, what, origin, what.Body.ToArray()));
    }

    private void CheckStream(string stream, long expectedRevision)
    {
        CheckName(stream, "The name of a stream");
        if (expectedRevision is < StreamAppend.NoStream or > long.MaxValue - LogLimits.MaxEventsPerBulkAppend)
            throw new ArgumentException($"Expected revision {expectedRevision} of stream '{stream}' is no revision.");
    }

    private void CheckName(string name, string what)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        // Text that is no valid UTF-16 throws here, as an ArgumentException too.
        if (Strict.GetByteCount(name) > bounds.NameBytes)
            throw new ArgumentException($"{what} has more than {bounds.NameBytes} bytes: '{name}'.");
    }

    private static void CheckCount(int count, int most)
    {
        if (count > most)
            throw new ArgumentException($"An append has {count} events; at most {most} are allowed.");
    }

    private readonly record struct Entry(string Stream, long Revision, NewEvent Event, byte[] Origin, byte[] Body);
}
