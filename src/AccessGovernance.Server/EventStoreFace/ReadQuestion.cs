using AccessGovernance.EventStoreProtocol;
using Options = AccessGovernance.EventStoreProtocol.ReadReq.Types.Options;

namespace AccessGovernance.Server.EventStoreFace;

/// <summary>Where a read begins: at the first, at the last, or at a revision or position.</summary>
internal readonly record struct ReadFrom(long? At, bool IsEnd)
{
    public static readonly ReadFrom Start = new(null, IsEnd: false);
    public static readonly ReadFrom End = new(null, IsEnd: true);

    /// <summary>2^64-1 stands for the end; nothing else from 2^63-1 on is a place.</summary>
    public static ReadFrom Of(ulong number) => number switch
    {
        ulong.MaxValue => End,
        < long.MaxValue => new((long)number, IsEnd: false),
        _ => throw FaceErrors.InvalidPosition(),
    };
}

/// <summary>One Read call as it was asked, checked.</summary>
/// <param name="Stream">Null for everything.</param>
/// <param name="Count">The most events to answer; null for a subscription.</param>
/// <param name="Filter">Null to answer all; only without a stream.</param>
internal sealed record ReadQuestion(string? Stream, ReadFrom From, bool Backwards, long? Count, EventFilter? Filter)
{
    /// <summary>The form of ids in the answer.</summary>
    public required bool StructuredIds { get; init; }

    /// <summary>Says where the stream begins and ends, too.</summary>
    public required bool TellsEnds { get; init; }

    public bool IsSubscription => Count is null;

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT, with the field and what is allowed.</exception>
    public static ReadQuestion Of(ReadReq request)
    {
        var o = request.Options ?? throw FaceErrors.Invalid("options", "are required");
        if (o.UuidOption is null)
            throw FaceErrors.Invalid("uuid_option", "is required: structured or string");
        long? count = o.CountOptionCase switch
        {
            Options.CountOptionOneofCase.Count when o.Count > 0 => (long)Math.Min(o.Count, long.MaxValue),
            Options.CountOptionOneofCase.Subscription => null,
            _ => throw FaceErrors.Invalid("count", "give at least 1, or ask for a subscription"),
        };
        var backwards = o.ReadDirection == Options.Types.ReadDirection.Backwards;
        if (backwards && count is null)
            throw FaceErrors.Invalid("read_direction", "the combination with a subscription is invalid: subscriptions go forwards");
        return new(StreamOf(o), FromOf(o), backwards, count, FilterOf(o, count is null))
        {
            StructuredIds = o.UuidOption.ContentCase != Options.Types.UUIDOption.ContentOneofCase.String,
            TellsEnds = o.ControlOption?.Compatibility >= 1,
        };
    }

    private static string? StreamOf(Options o) => o.StreamOptionCase switch
    {
        Options.StreamOptionOneofCase.Stream => StreamText.Read(o.Stream.StreamIdentifier),
        Options.StreamOptionOneofCase.All => null,
        _ => throw FaceErrors.Invalid("stream_option", "give a stream, or all"),
    };

    private static ReadFrom FromOf(Options o) => (o.Stream?.RevisionOptionCase, o.All?.AllOptionCase) switch
    {
        (Options.Types.StreamOptions.RevisionOptionOneofCase.Revision, _) => ReadFrom.Of(o.Stream.Revision),
        (Options.Types.StreamOptions.RevisionOptionOneofCase.Start, _) => ReadFrom.Start,
        (Options.Types.StreamOptions.RevisionOptionOneofCase.End, _) => ReadFrom.End,
        (_, Options.Types.AllOptions.AllOptionOneofCase.Position) => AtPosition(o.All.Position),
        (_, Options.Types.AllOptions.AllOptionOneofCase.Start) => ReadFrom.Start,
        (_, Options.Types.AllOptions.AllOptionOneofCase.End) => ReadFrom.End,
        _ => throw FaceErrors.Invalid("revision_option", "give a revision or a position, start, or end"),
    };

    private static ReadFrom AtPosition(Options.Types.Position position) => position.CommitPosition == position.PreparePosition
        ? ReadFrom.Of(position.CommitPosition)
        : throw FaceErrors.InvalidPosition();

    private static EventFilter? FilterOf(Options o, bool isSubscription) => o.FilterOptionCase switch
    {
        Options.FilterOptionOneofCase.NoFilter => null,
        Options.FilterOptionOneofCase.Filter when o.StreamOptionCase == Options.StreamOptionOneofCase.All =>
            EventFilter.Of(o.Filter, isSubscription),
        Options.FilterOptionOneofCase.Filter => throw FaceErrors.Invalid("filter", "the combination with a stream is invalid: filters go with all"),
        _ => throw FaceErrors.Invalid("filter_option", "is required: filter or no_filter"),
    };
}
