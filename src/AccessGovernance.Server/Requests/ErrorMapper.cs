using AccessGovernance.Domain;
using AccessGovernance.EventLog;
using AccessGovernance.PersonalData;
using AccessGovernance.Server.Hosting;
using AccessGovernance.Server.Telemetry;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Status = Google.Rpc.Status;

namespace AccessGovernance.Server.Requests;

/// <summary>
/// The one place where refusals and failures become statuses: google.rpc.Status with ErrorInfo (reason, domain) and, where a field is
/// concerned, BadRequest. A defect says nothing of its insides; its correlation, which is the
/// call's trace where there is one, finds it in the log. Files are named without their paths.
/// </summary>
public sealed partial class ErrorMapper(TimeProvider time, DataDirectory data, ILogger<ErrorMapper> log)
{
    private const int MaxTextLength = 500;
    private const string ErrorDomain = "accessgovernance";

    public RpcException ToRpc(Exception e, ServerCallContext context) => e switch
    {
        InvalidRequestException x => Rpc(Code.InvalidArgument, "INVALID_FIELD", $"{x.Field} {x.Problem}", (x.Field, x.Problem), x.Details),
        DeniedException x => Rpc(Code.PermissionDenied, x.Reason, x.Message),
        RefusedException x => Refused(x.Refusal),
        UnknownResourceException x => Rpc(Code.NotFound, "UNKNOWN_ID", x.Message, (x.Field, x.Message)),
        NotReadyException x => Rpc(Code.FailedPrecondition, x.Reason, x.Message, details: x.Details),
        ExhaustedException x => Rpc(Code.ResourceExhausted, x.Reason, x.Message, details: x.Details),
        ClientGoneException => Rpc(Code.Cancelled, "CANCELLED", "the client broke the stream off; repeat what was not answered"),
        StoppingException => Rpc(Code.Unavailable, "STOPPING", "the server is stopping; go on from the last token once it is back"),
        IdentityForgottenException => Rpc(Code.FailedPrecondition, "IDENTITY_FORGOTTEN", "the identity is forgotten", ("identity", "is forgotten")),
        InvalidProtocolBufferException x => Rpc(Code.InvalidArgument, "MALFORMED_MESSAGE", $"a message of the stream is no valid request: {x.Message}"),
        HeadNotHeardException x => Rpc(Code.Unavailable, "HEAD_NOT_HEARD", data.WithoutPaths(x.Message)),
        LogRefusedException x => Rpc(Code.Unavailable, "NOT_WRITTEN", data.WithoutPaths(x.Message)),
        KeyStoreUnavailableException => Rpc(Code.Unavailable, "KEYS_UNAVAILABLE",
            "the keys of personal data cannot be reached at the moment; repeat a command with the same request_id"),
        DamagedLogException x => Rpc(Code.DataLoss, "LOG_DAMAGED", data.WithoutPaths(x.Message)),
        OutcomeUnknownException or OrleansMessageRejectionException or SiloUnavailableException or TimeoutException => Rpc(Code.Unknown, "OUTCOME_UNKNOWN",
            "it is not known whether this was done; repeat it with the same request_id, which is safe"),
        OperationCanceledException => context.CancellationToken.IsCancellationRequested && context.Deadline > time.GetUtcNow().UtcDateTime
            ? Rpc(Code.Cancelled, "CANCELLED", "the call was cancelled; repeat a command with the same request_id")
            : Rpc(Code.DeadlineExceeded, "DEADLINE", "the deadline passed; repeat a command with the same request_id"),
        _ => Defect(e, context),
    };

    public RpcException Unauthenticated(string reason) => Rpc(Code.Unauthenticated, reason, reason == "TOKEN_MISSING"
        ? "a bearer token is needed: metadata 'authorization: Bearer …'"
        : "the bearer token is forged, of another store, expired or revoked; ask an administrator for a new one");

    /// <summary>In ASCII, as it goes into a header.</summary>
    public RpcException Malformed() => Rpc(Code.InvalidArgument, "MALFORMED_MESSAGE",
        "the message is not one of this method in the format of Protocol Buffers, or not framed as gRPC frames it; nothing was done");

    public RpcException RateExceeded(int callsPerSecond) =>
        Rpc(Code.ResourceExhausted, "RATE_EXCEEDED", $"this caller made more than {callsPerSecond} calls a second; wait and repeat");

    public Status ToStatus(Refusal refusal) => Refused(refusal).GetRpcStatus()!;

    private static RpcException Refused(Refusal refusal) =>
        Rpc(CodeOf(refusal.Reason), NameOf(refusal.Reason), refusal.Message, (FieldOf(refusal), refusal.Message));

    // The domain speaks of things; requests name them by their ids.
    private static string FieldOf(Refusal refusal) => refusal.Field switch
    {
        "grant" => "grant_id",
        "link" => "link_id",
        "hold" => "hold_id",
        "token" => "token_id",
        "conferral" => "conferral_id",
        _ => refusal.Field,
    };

    private static Code CodeOf(RefusalReason reason) => reason switch
    {
        RefusalReason.IdentityUnknown or RefusalReason.LinkUnknown or RefusalReason.LegalHoldUnknown or RefusalReason.GrantUnknown
            or RefusalReason.EntitlementUnknown or RefusalReason.ApplicationUnknown or RefusalReason.ConferralUnknown
            or RefusalReason.TokenUnknown or RefusalReason.DefinitionUnknown or RefusalReason.CampaignUnknown or RefusalReason.CaseUnknown
            or RefusalReason.ItemUnknown or RefusalReason.SyncUnknown or RefusalReason.PersonUnknown => Code.NotFound,
        RefusalReason.IdentityAlreadyRegistered or RefusalReason.EntitlementAlreadyDefined or RefusalReason.ApplicationAlreadyDefined
            or RefusalReason.RequestIdReused or RefusalReason.DefinitionAlreadyDefined or RefusalReason.CampaignAlreadyLaunched => Code.AlreadyExists,
        RefusalReason.OwnAccess or RefusalReason.BackdatingNotPermitted or RefusalReason.PersonRequired
            or RefusalReason.SecondPersonRequired or RefusalReason.NotReviewer or RefusalReason.ReviewerBarred => Code.PermissionDenied,
        RefusalReason.ReasonRequired or RefusalReason.PeriodOver or RefusalReason.SettingInvalid or RefusalReason.JustificationRequired => Code.InvalidArgument,
        RefusalReason.CapacityExhausted or RefusalReason.TokenLimitReached or RefusalReason.SnapshotLimitReached => Code.ResourceExhausted,
        _ => Code.FailedPrecondition,
    };

    /// <summary>The stable name of a reason: its enum name in upper snake case.</summary>
    public static string NameOf(RefusalReason reason) => Names[(int)reason];

    private static readonly string[] Names = [.. System.Enum.GetValues<RefusalReason>().Select(r => UpperSnake(r.ToString()))];

    private static string UpperSnake(string name) =>
        string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? "_" + c : char.ToUpperInvariant(c).ToString()));

    private RpcException Defect(Exception e, ServerCallContext context)
    {
        var correlation = CallSpans.CorrelationOf(context);
        CallFailed(log, e, context.Method, correlation);
        return Rpc(Code.Internal, "DEFECT", $"an unexpected error; look for {correlation} in the server's log",
            details: new Dictionary<string, string> { ["correlation"] = correlation });
    }

    // Statuses travel in headers, whose size is bounded: what a request said is not repeated at any length.
    private static string Cut(string text)
    {
        if (text.Length <= MaxTextLength)
            return text;
        // Never between the two halves of one character.
        return text[..(char.IsHighSurrogate(text[MaxTextLength - 1]) ? MaxTextLength - 1 : MaxTextLength)] + "…";
    }

    private static RpcException Rpc(Code code, string reason, string message, (string Field, string Problem)? violation = null,
        IReadOnlyDictionary<string, string>? details = null)
    {
        CallMetrics.Refused(reason);
        message = Cut(message);
        var info = new ErrorInfo { Reason = reason, Domain = ErrorDomain };
        foreach (var (key, value) in details ?? new Dictionary<string, string>())
            info.Metadata[key] = value;
        var status = new Status { Code = (int)code, Message = message, Details = { Any.Pack(info) } };
        if (violation is { } v)
        {
            var named = new BadRequest.Types.FieldViolation { Field = Cut(v.Field), Description = Cut(v.Problem) };
            status.Details.Add(Any.Pack(new BadRequest { FieldViolations = { named } }));
        }
        return status.ToRpcException();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} failed unexpectedly, correlation {Correlation}.")]
    private static partial void CallFailed(ILogger log, Exception e, string method, string correlation);
}
