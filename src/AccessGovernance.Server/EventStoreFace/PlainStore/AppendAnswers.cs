using AccessGovernance.EventStoreProtocol;

namespace AccessGovernance.Server.EventStoreFace.PlainStore;

/// <summary>Answers to single appends: a conflict is an answer, everything else that is wrong an error of the call.</summary>
internal static class AppendAnswers
{
    /// <exception cref="Grpc.Core.RpcException">The stream is deleted.</exception>
    public static AppendResp Of(AppendOutcome outcome, Proposal proposal) => outcome switch
    {
        Written written => new() { Success = Success(written) },
        WrongVersion wrong => new() { WrongExpectedVersion = Conflict(wrong.Actual, proposal.Expected) },
        _ => throw FaceErrors.StreamDeleted(proposal.Stream),
    };

    public static Grpc.Core.RpcException Of(ProposalException fault) => fault.Fault switch
    {
        ProposalFault.MissingMetadata => FaceErrors.MissingMetadata(),
        ProposalFault.TooLarge => FaceErrors.AppendTooLarge(),
        _ => FaceErrors.Invalid("proposed_message", fault.Message),
    };

    private static AppendResp.Types.Success Success(Written written)
    {
        var position = (ulong)written.Position;
        var success = new AppendResp.Types.Success { Position = new() { CommitPosition = position, PreparePosition = position } };
        if (written.Revision >= 0)
            success.CurrentRevision = (ulong)written.Revision;
        else
            success.NoStream = new Empty();
        return success;
    }

    // Both the members of today and those of 20.6, as the store does.
    private static AppendResp.Types.WrongExpectedVersion Conflict(long actual, Expected expected)
    {
        var conflict = new AppendResp.Types.WrongExpectedVersion();
        if (actual >= 0)
            (conflict.CurrentRevision, conflict.CurrentRevision2060) = ((ulong)actual, (ulong)actual);
        else
            (conflict.CurrentNoStream, conflict.NoStream2060) = (new Empty(), new Empty());
        switch (expected.Kind)
        {
            case ExpectedKind.Exactly:
                (conflict.ExpectedRevision, conflict.ExpectedRevision2060) = (expected.Revision, expected.Revision);
                break;
            case ExpectedKind.Any:
                (conflict.ExpectedAny, conflict.Any2060) = (new Empty(), new Empty());
                break;
            case ExpectedKind.Exists:
                (conflict.ExpectedStreamExists, conflict.StreamExists2060) = (new Empty(), new Empty());
                break;
            default:
                (conflict.ExpectedNoStream, conflict.ExpectedRevision2060) = (new Empty(), ulong.MaxValue);
                break;
        }
        return conflict;
    }
}
