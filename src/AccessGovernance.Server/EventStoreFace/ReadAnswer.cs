using System.Globalization;
using AccessGovernance.EventLog;
using AccessGovernance.EventStoreProtocol;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace AccessGovernance.Server.EventStoreFace;

/// <summary>
/// The messages of one Read call, in order. What is put is sent at the latest with <see cref="Flush"/>, which waits while the client takes
/// nothing; before the first message after it the caller is asked for again. For one thread at a time.
/// </summary>
internal sealed class ReadAnswer(IServerStreamWriter<ReadResp> stream, ReadQuestion question, IFaceContent content, IFaceCaller caller)
{
    private static readonly WriteOptions Buffered = new(WriteFlags.BufferHint);
    private ReadResp? waiting;

    public Task Confirm() => Put(new ReadResp { Confirmation = new() { SubscriptionId = Guid.NewGuid().ToString("D") } });

    public Task NotFound(string name) => Put(new ReadResp { StreamNotFound = new() { StreamIdentifier = StreamText.ToMessage(name) } });

    public Task FirstRevision(long revision) => Put(new ReadResp { FirstStreamPosition = (ulong)revision });

    public Task LastRevision(long revision) => Put(new ReadResp { LastStreamPosition = (ulong)revision });

    public Task Checkpoint(long position, DateTimeOffset now) => Put(new ReadResp
    {
        Checkpoint = new() { CommitPosition = (ulong)position, PreparePosition = (ulong)position, Timestamp = Timestamp.FromDateTimeOffset(now) },
    });

    public Task CaughtUpWithStream(long revision, DateTimeOffset now)
    {
        var caughtUp = new ReadResp.Types.CaughtUp { Timestamp = Timestamp.FromDateTimeOffset(now) };
        if (revision >= 0)
            caughtUp.StreamRevision = revision;
        return Put(new ReadResp { CaughtUp = caughtUp });
    }

    public Task CaughtUpWithAll(long position, DateTimeOffset now)
    {
        var caughtUp = new ReadResp.Types.CaughtUp { Timestamp = Timestamp.FromDateTimeOffset(now) };
        if (position > 0)
            caughtUp.Position = new() { CommitPosition = (ulong)position, PreparePosition = (ulong)position };
        return Put(new ReadResp { CaughtUp = caughtUp });
    }

    public Task Event(RecordedEvent e)
    {
        var shown = content.Show(e);
        var recorded = new ReadResp.Types.ReadEvent.Types.RecordedEvent
        {
            Id = Uuids.ToMessage(e.EventId, question.StructuredIds),
            StreamIdentifier = StreamText.ToMessage(e.Stream),
            StreamRevision = (ulong)shown.Revision,
            PreparePosition = (ulong)e.Position,
            CommitPosition = (ulong)e.Position,
            CustomMetadata = shown.Metadata,
            Data = shown.Data,
        };
        recorded.Metadata.Add("type", e.Type);
        recorded.Metadata.Add("content-type", shown.ContentType);
        var created = e.Stamp.Milliseconds * TimeSpan.TicksPerMillisecond;
        recorded.Metadata.Add("created", created.ToString(CultureInfo.InvariantCulture));
        return Put(new ReadResp { Event = new() { Event = recorded, CommitPosition = (ulong)e.Position } });
    }

    public async Task Flush(CancellationToken cancellation)
    {
        if (waiting is null)
            return;
        var last = waiting;
        waiting = null;
        stream.WriteOptions = null;
        await stream.WriteAsync(last, cancellation);
    }

    private async Task Put(ReadResp message)
    {
        var before = waiting;
        if (before is null && !caller.MayStillRead)
            throw FaceErrors.Unauthenticated();
        waiting = message;
        if (before is null)
            return;
        stream.WriteOptions = Buffered;
        await stream.WriteAsync(before);
    }
}
