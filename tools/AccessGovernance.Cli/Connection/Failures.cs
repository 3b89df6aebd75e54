using Google.Rpc;
using Grpc.Core;

namespace AccessGovernance.Cli.Connection;

/// <summary>Says in words what went wrong and what to do about it, from the server's error details where there are any.</summary>
internal static class Failures
{
    public static CommandFailed Explain(Exception e) => e switch
    {
        CommandFailed failed => failed,
        RpcException rpc => Explain(rpc),
        OperationCanceledException =>
            new CommandFailed(ExitCode.Failed, "interrupted", "Run the same command again; what was done already is not done twice."),
        IOException or UnauthorizedAccessException => new CommandFailed(ExitCode.Failed, e.Message, "Check the path and its permissions."),
        _ => new CommandFailed(ExitCode.Failed, $"unexpected: {e.GetType().Name}: {e.Message}",
            "This is a defect of agctl; please report it with the command."),
    };

    /// <summary>True when the server could not be reached, went away, or took too long.</summary>
    public static bool IsBrokenConnection(RpcException e) =>
        e.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded || (e.StatusCode is StatusCode.Internal && Reason(e) is null);

    /// <summary>The stable name of the reason, or null when the server gave none.</summary>
    public static string? Reason(RpcException e) =>
        e.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason is { Length: > 0 } reason ? reason : null;

    /// <summary>The fields of the request that are wrong.</summary>
    public static IEnumerable<string> Fields(RpcException e) => Violations(e).Select(v => v.Field);

    private static IEnumerable<BadRequest.Types.FieldViolation> Violations(RpcException e) =>
        e.GetRpcStatus()?.GetDetail<BadRequest>()?.FieldViolations ?? Enumerable.Empty<BadRequest.Types.FieldViolation>();

    private static CommandFailed Explain(RpcException e)
    {
        var reason = Reason(e);
        if (e.Status.DebugException is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } insecure)
        {
            return new CommandFailed(ExitCode.Unreachable, $"no TLS connection to the server: {insecure.InnerException?.Message ?? insecure.Message}",
                "Name the authority that signed its certificate with --ca FILE, and the server as its certificate does; without a certificate it is http://.");
        }
        return new CommandFailed(
            CodeOf(e.StatusCode), WhatIsWrong(e, reason), (reason is null ? null : Advice.For(reason)) ?? Advice.For(e.StatusCode));
    }

    /// <summary>How a command ends that failed like that.</summary>
    public static ExitCode CodeOf(StatusCode code) => code switch
    {
        StatusCode.InvalidArgument or StatusCode.OutOfRange => ExitCode.Usage,
        StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Unauthenticated => ExitCode.Unreachable,
        _ => ExitCode.Failed,
    };

    private static string WhatIsWrong(RpcException e, string? reason)
    {
        var fields = Violations(e).Select(v => $"{v.Field}: {v.Description}").ToList();
        var text = fields.Count > 0 ? string.Join("; ", fields) : e.Status.Detail;
        if (e.StatusCode == StatusCode.Unavailable && reason is null)
            text = $"the server cannot be reached ({text})";
        if (e.StatusCode == StatusCode.Cancelled)
            text = "interrupted";
        if (e.StatusCode == StatusCode.DeadlineExceeded && text.Length == 0)
            text = "the server did not answer in time";
        return reason is null ? text : $"{text} ({reason})";
    }
}
