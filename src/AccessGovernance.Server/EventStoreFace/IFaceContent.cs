using AccessGovernance.EventLog;
using Google.Protobuf;

namespace AccessGovernance.Server.EventStoreFace;

/// <summary>How an event looks to a client of EventStoreDB.</summary>
internal readonly record struct ShownEvent(string ContentType, ByteString Metadata, ByteString Data, long Revision);

/// <summary>Where a stream stands for its readers.</summary>
/// <param name="First">The first revision that can be read.</param>
/// <param name="Last">The last revision ever written, or <see cref="StreamAppend.NoStream"/>.</param>
internal readonly record struct StreamStanding(long First, long Last, bool IsTombstoned, bool HasMetadata)
{
    public bool HasEvents => Last >= First && !IsTombstoned;

    /// <summary>It was written once, and everything in it was deleted.</summary>
    public bool IsDeleted => Last >= 0 && Last < First;
}

/// <summary>What is in the log: the history of access, or whatever clients of a plain store wrote.</summary>
internal interface IFaceContent
{
    ShownEvent Show(RecordedEvent e);

    ValueTask<StreamStanding> Standing(string stream, CancellationToken cancellation);
}
