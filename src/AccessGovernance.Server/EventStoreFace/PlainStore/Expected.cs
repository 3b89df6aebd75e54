using AccessGovernance.EventStoreProtocol;

namespace AccessGovernance.Server.EventStoreFace.PlainStore;

internal enum ExpectedKind
{
    Exactly,
    NoStream,
    Any,
    Exists,
}

/// <summary>Where a writer expects the stream.</summary>
/// <param name="Revision">Of its last event; only for <see cref="ExpectedKind.Exactly"/>.</param>
internal readonly record struct Expected(ExpectedKind Kind, ulong Revision)
{
    public static readonly Expected NoStream = new(ExpectedKind.NoStream, 0);
    public static readonly Expected Any = new(ExpectedKind.Any, 0);
    public static readonly Expected Exists = new(ExpectedKind.Exists, 0);

    // No stream gets as far; a larger number is as wrong as this one.
    private const long MaxRevision = long.MaxValue - 1_000_000;

    /// <summary>As the log takes it; for the kinds that are no number, EventStoreDB's own.</summary>
    public long Number => Kind switch
    {
        ExpectedKind.NoStream => -1,
        ExpectedKind.Any => -2,
        ExpectedKind.Exists => -4,
        _ => (long)Math.Min(Revision, MaxRevision),
    };

    /// <summary>Whether a stream that stands there is as expected.</summary>
    public bool Allows(StreamStanding standing) => Kind switch
    {
        ExpectedKind.Any => true,
        ExpectedKind.NoStream => !standing.HasEvents,
        ExpectedKind.Exists => standing.HasEvents || (standing.Last < 0 && standing.HasMetadata),
        _ => standing.Last == Number,
    };

    public static Expected Of(AppendReq.Types.Options o) => o.ExpectedStreamRevisionCase switch
    {
        AppendReq.Types.Options.ExpectedStreamRevisionOneofCase.Revision => At(o.Revision),
        AppendReq.Types.Options.ExpectedStreamRevisionOneofCase.NoStream => NoStream,
        AppendReq.Types.Options.ExpectedStreamRevisionOneofCase.Any => Any,
        AppendReq.Types.Options.ExpectedStreamRevisionOneofCase.StreamExists => Exists,
        _ => throw Missing(),
    };

    public static Expected Of(BatchAppendReq.Types.Options o) => o.ExpectedStreamPositionCase switch
    {
        BatchAppendReq.Types.Options.ExpectedStreamPositionOneofCase.StreamPosition => At(o.StreamPosition),
        BatchAppendReq.Types.Options.ExpectedStreamPositionOneofCase.NoStream => NoStream,
        BatchAppendReq.Types.Options.ExpectedStreamPositionOneofCase.Any => Any,
        BatchAppendReq.Types.Options.ExpectedStreamPositionOneofCase.StreamExists => Exists,
        _ => throw Missing(),
    };

    public static Expected Of(DeleteReq.Types.Options o) => o.ExpectedStreamRevisionCase switch
    {
        DeleteReq.Types.Options.ExpectedStreamRevisionOneofCase.Revision => At(o.Revision),
        DeleteReq.Types.Options.ExpectedStreamRevisionOneofCase.NoStream => NoStream,
        DeleteReq.Types.Options.ExpectedStreamRevisionOneofCase.Any => Any,
        DeleteReq.Types.Options.ExpectedStreamRevisionOneofCase.StreamExists => Exists,
        _ => throw Missing(),
    };

    public static Expected Of(TombstoneReq.Types.Options o) => o.ExpectedStreamRevisionCase switch
    {
        TombstoneReq.Types.Options.ExpectedStreamRevisionOneofCase.Revision => At(o.Revision),
        TombstoneReq.Types.Options.ExpectedStreamRevisionOneofCase.NoStream => NoStream,
        TombstoneReq.Types.Options.ExpectedStreamRevisionOneofCase.Any => Any,
        TombstoneReq.Types.Options.ExpectedStreamRevisionOneofCase.StreamExists => Exists,
        _ => throw Missing(),
    };

    private static Expected At(ulong revision) => revision == ulong.MaxValue ? NoStream : new(ExpectedKind.Exactly, revision);

    private static Grpc.Core.RpcException Missing() =>
        FaceErrors.Invalid("expected_stream_revision", "is required: a revision, no_stream, any or stream_exists");
}
