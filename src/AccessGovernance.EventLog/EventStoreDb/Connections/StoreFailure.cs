using System.Globalization;
using System.Net.Sockets;
using Grpc.Core;

namespace AccessGovernance.EventLog.EventStoreDb.Connections;

/// <summary>What a failed call means. The trailer <c>exception</c> says more than the status: not-leader comes as NOT_FOUND.</summary>
/// <param name="MayHaveHappened">The server may have done what was asked.</param>
/// <param name="MayBeRepeated">Another attempt may do better.</param>
/// <param name="LeavesNode">This connection is of no use any more: ask who else there is.</param>
/// <param name="Leader">Who is to be asked instead.</param>
/// <param name="Text">For people; without secrets.</param>
internal sealed record StoreFailure(bool MayHaveHappened, bool MayBeRepeated, bool LeavesNode, StoreEndpoint? Leader, string Text)
{
    private const string NoLeaderKnown = "No leader info available in response";

    public static StoreFailure Of(RpcException e) => e.Trailers.GetValue("exception") switch
    {
        "not-leader" => new(false, true, true, LeaderOf(e.Trailers), "the node is not the leader of its cluster"),
        "access-denied" => Refused("access denied: its user has to read $all, and to read and write the streams of this deployment"),
        "stream-deleted" => Refused($"the stream {e.Trailers.GetValue("stream-name")} was deleted there; a history cannot do without it"),
        "maximum-append-size-exceeded" =>
            Refused($"it takes {e.Trailers.GetValue("maximum-append-size")} bytes at once, and more are needed: raise its MaxAppendSize to the default"),
        { Length: > 0 } other => Refused($"{other}: {e.Status.Detail}"),
        _ => ByStatus(e),
    };

    private static StoreFailure ByStatus(RpcException e) => e.StatusCode switch
    {
        StatusCode.Unauthenticated => Refused("user or password are wrong"),
        StatusCode.PermissionDenied => Refused("access denied"),
        StatusCode.InvalidArgument or StatusCode.Unimplemented or StatusCode.FailedPrecondition or StatusCode.NotFound =>
            Refused($"{e.StatusCode}: {e.Status.Detail}"),
        // The server's own time-out: the node is well, and nobody knows what became of the write.
        StatusCode.Aborted or StatusCode.DeadlineExceeded => new(true, true, false, null, $"it took too long ({e.Status.Detail})"),
        // An attempt that took its share of the deadline, or a server that is going down.
        StatusCode.Cancelled => new(true, true, true, null, "it did not answer in time"),
        StatusCode.Unknown when e.Status.Detail == NoLeaderKnown => new(false, true, true, null, "its cluster has no leader at the moment"),
        StatusCode.Unknown => new(true, true, false, null, e.Status.Detail),
        _ when NeverConnected(e) => new(false, true, true, null, $"it cannot be reached ({Reason(e)})"),
        _ => new(true, true, true, null, $"{e.StatusCode}: {e.Status.Detail}"),
    };

    private static StoreFailure Refused(string text) => new(false, false, false, null, text);

    // A socket's own error comes from connecting; what happens to a call on its way is told by the HTTP client.
    private static bool NeverConnected(RpcException e) => e.Status.DebugException is SocketException or HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
    };

    // The outer message names hosts, which are not for everybody who gets a message.
    private static string Reason(RpcException e) => e.Status.DebugException switch
    {
        HttpRequestException { InnerException: { } inner } => inner.Message,
        HttpRequestException bare => $"{bare.HttpRequestError}",
        { } socket => socket.Message,
        null => e.Status.Detail,
    };

    private static StoreEndpoint? LeaderOf(Metadata trailers) =>
        trailers.GetValue("leader-endpoint-host") is { Length: > 0 } host
        && int.TryParse(trailers.GetValue("leader-endpoint-port"), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
        && port is > 0 and <= 65_535
            ? new StoreEndpoint(host, port)
            : null;
}
