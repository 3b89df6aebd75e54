using System.Globalization;
using Grpc.Core;

namespace AccessGovernance.Server.EventStoreFace;

/// <summary>Errors as EventStoreDB's clients know them: a status, and trailers of which <c>exception</c> says what happened.</summary>
internal static class FaceErrors
{
    public static RpcException AccessDenied() => Named(StatusCode.PermissionDenied, "Access Denied", "access-denied");

    public static RpcException Unauthenticated() => new(new Status(StatusCode.Unauthenticated, "Unauthenticated"));

    public static RpcException Exhausted(string what, int most) =>
        new(new Status(StatusCode.ResourceExhausted, $"{most} {what} run already: end one, or try again later."));

    public static RpcException RateExceeded(int most) =>
        new(new Status(StatusCode.ResourceExhausted, $"This caller made more than {most} calls a second: wait, and repeat."));

    public static RpcException Stopping() => new(new Status(StatusCode.Unavailable, "Server Is Not Ready"));

    public static RpcException Busy(string why) => new(new Status(StatusCode.Unavailable, "Server Is Too Busy: " + why));

    public static RpcException TimedOut(string what) => new(new Status(StatusCode.Aborted, "Operation timed out: " + what));

    /// <param name="field">Which part of the request, and in <paramref name="allowed"/> what may stand there.</param>
    public static RpcException Invalid(string field, string allowed) => new(new Status(StatusCode.InvalidArgument, $"{field}: {allowed}"));

    public static RpcException InvalidPosition() => new(new Status(StatusCode.InvalidArgument, "Trying to read from an invalid position."));

    public static RpcException StreamDeleted(string stream) =>
        Named(StatusCode.FailedPrecondition, $"Event stream '{stream}' is deleted.", "stream-deleted", ("stream-name", stream));

    public static RpcException MissingMetadata() => Named(StatusCode.InvalidArgument, "metadata: type and content-type are required",
        "missing-required-metadata-property", ("required-metadata-properties", "type,content-type"));

    public static RpcException AppendTooLarge() => Named(StatusCode.InvalidArgument, "Maximum Append Size Exceeded.",
        "maximum-append-size-exceeded", ("maximum-append-size", FaceLimits.MaxAppendBytes.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Only of deletions; appends answer a conflict.</summary>
    public static RpcException WrongExpectedVersion(string stream, long expected, long actual) => Named(StatusCode.FailedPrecondition,
        $"'{stream}' is at {actual} and not at {expected}.", "wrong-expected-version", ("stream-name", stream),
        ("expected-version", expected.ToString(CultureInfo.InvariantCulture)), ("actual-version", actual.ToString(CultureInfo.InvariantCulture)));

    private static RpcException Named(StatusCode code, string text, string exception, params ReadOnlySpan<(string Name, string Value)> more)
    {
        var trailers = new Metadata { { "exception", exception } };
        foreach (var (name, value) in more)
            trailers.Add(name, InAscii(value));
        return new RpcException(new Status(code, text), trailers);
    }

    // Trailers carry printable ASCII only; names of streams may hold anything.
    private static string InAscii(string value) => value.All(c => c is >= ' ' and <= '~') ? value : Uri.EscapeDataString(value);
}
