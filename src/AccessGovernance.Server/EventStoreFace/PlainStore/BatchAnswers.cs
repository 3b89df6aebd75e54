using AccessGovernance.EventStoreProtocol;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Empty = Google.Protobuf.WellKnownTypes.Empty;
using Rpc = Google.Rpc;
using Timeout = AccessGovernance.EventStoreProtocol.Timeout;

namespace AccessGovernance.Server.EventStoreFace.PlainStore;

/// <summary>Answers to appends of a batch call: a conflict is an error inside the answer, with its details.</summary>
internal static class BatchAnswers
{
    public static BatchAppendResp Of(AppendOutcome outcome, Proposal proposal) => outcome switch
    {
        Written written => new() { Success = Success(written) },
        WrongVersion wrong => Error(Rpc.Code.AlreadyExists, Conflict(wrong, proposal.Expected)),
        _ => Error(Rpc.Code.NotFound, new StreamDeleted { StreamIdentifier = StreamText.ToMessage(proposal.Stream) }),
    };

    public static BatchAppendResp Of(ProposalException fault) => fault.Fault == ProposalFault.TooLarge
        ? Error(Rpc.Code.InvalidArgument, new MaximumAppendSizeExceeded { MaxAppendSize = FaceLimits.MaxAppendBytes })
        : Invalid(fault.Message);

    public static BatchAppendResp Invalid(string why) => Error(Rpc.Code.InvalidArgument, new BadRequest { Message = why });

    public static BatchAppendResp TimedOut() => Error(Rpc.Code.DeadlineExceeded, new Timeout());

    public static BatchAppendResp Failed() => Error(Rpc.Code.Unknown, new Unknown());

    /// <summary>Known not to be written.</summary>
    public static BatchAppendResp Busy() =>
        new() { Error = new Rpc.Status { Code = (int)Rpc.Code.Unavailable, Message = "Server Is Busy", Details = { Any.Pack(new Empty()) } } };

    private static BatchAppendResp.Types.Success Success(Written written)
    {
        var position = (ulong)written.Position;
        var success = new BatchAppendResp.Types.Success { Position = new() { CommitPosition = position, PreparePosition = position } };
        if (written.Revision >= 0)
            success.CurrentRevision = (ulong)written.Revision;
        else
            success.NoStream = new Empty();
        return success;
    }

    private static WrongExpectedVersion Conflict(WrongVersion wrong, Expected expected)
    {
        var conflict = new WrongExpectedVersion();
        if (wrong.Actual >= 0)
            conflict.CurrentStreamRevision = (ulong)wrong.Actual;
        else
            conflict.CurrentNoStream = new Empty();
        switch (expected.Kind)
        {
            case ExpectedKind.Exactly: conflict.ExpectedStreamPosition = expected.Revision; break;
            case ExpectedKind.Any: conflict.ExpectedAny = new Empty(); break;
            case ExpectedKind.Exists: conflict.ExpectedStreamExists = new Empty(); break;
            default: conflict.ExpectedNoStream = new Empty(); break;
        }
        return conflict;
    }

    private static BatchAppendResp Error(Rpc.Code code, IMessage detail) => new()
    {
        Error = new Rpc.Status { Code = (int)code, Message = detail.Descriptor.Name, Details = { Any.Pack(detail) } },
    };
}
