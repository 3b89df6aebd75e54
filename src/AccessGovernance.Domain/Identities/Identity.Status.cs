namespace AccessGovernance.Domain.Identities;

public sealed partial class Identity
{
    private Decision Suspend(SuspendIdentity command, DecisionContext context)
    {
        if (context.CheckBackdating(command.From, command.Reason is not null, "effective_at") is { } refusal)
            return refusal;
        if (Status.IsTerminatedAt(command.From))
            return Terminated(command.From);
        return Status.IsSuspendedAt(command.From) ? Decision.Nothing : Decision.Record(new IdentitySuspended(command.From, command.Reason));
    }

    private Decision Resume(ResumeIdentity command, DecisionContext context)
    {
        if (context.CheckBackdating(command.From, command.Reason is not null, "effective_at") is { } refusal)
            return refusal;
        if (Status.IsTerminatedAt(command.From))
            return Terminated(command.From);
        return Status.IsSuspendedAt(command.From) ? Decision.Record(new IdentityResumed(command.From, command.Reason)) : Decision.Nothing;
    }

    private Decision Terminate(TerminateIdentity command, DecisionContext context)
    {
        if (context.CheckBackdating(command.At, command.Reason is not null, "effective_at") is { } refusal)
            return refusal;
        return IsTerminatedForGood(command.At, context.Now)
            ? Decision.Nothing
            : Decision.Record(new IdentityTerminated(command.At, command.Stated, command.Reason));
    }

    // While a reinstatement is pending, a new termination says more than the old one: the reinstatement does not lift it.
    private bool IsTerminatedForGood(Instant at, Instant now) =>
        Status.Terminations().Any(t => t.Contains(at) && (t.Until.IsForever || t.Until <= now));

    private Decision Withdraw(WithdrawTermination command, DecisionContext context)
    {
        var pending = Status.Facts.Where(f => f.Kind == StatusKind.Terminated && f.At > context.Now).Select(f => f.At).Distinct().ToList();
        if (pending.Count == 0)
            return Decision.Refuse(RefusalReason.NoPendingTermination, "identity", "no termination is recorded that has not taken effect");
        return Decision.Record([.. pending.Select(at => new TerminationWithdrawn(at, command.Reason))]);
    }

    private Decision Reinstate(ReinstateIdentity command, DecisionContext context)
    {
        if (Forgetting == ForgettingState.Forgotten)
            return Forgotten();
        if (context.CheckBackdating(command.From, command.Reason is not null, "effective_at") is { } refusal)
            return refusal;
        // Effective strictly after the termination: at its very instant, it lifts nothing.
        if (!Status.Terminations().Any(t => t.From < command.From && command.From < t.Until))
            return Decision.Refuse(RefusalReason.IdentityNotTerminated, "effective_at", $"the identity is not terminated before {command.From}");
        return Decision.Record(new IdentityReinstated(command.From, command.Reason));
    }

    private Decision Request(RequestForgetting _, DecisionContext context)
    {
        if (CheckForgetting(context) is { } refusal)
            return refusal;
        return Forgetting == ForgettingState.None ? Decision.Record(new ForgettingRequested(context.Caller.Persons)) : Decision.Nothing;
    }

    private Decision Confirm(ConfirmForgetting _, DecisionContext context)
    {
        if (CheckForgetting(context) is { } refusal)
            return refusal;
        if (Forgetting == ForgettingState.Forgotten)
            return Decision.Nothing;
        if (Forgetting != ForgettingState.Requested)
            return Decision.Refuse(RefusalReason.ForgettingNotRequested, "identity", "forgetting was not requested");
        if (ForgettingRequestedBy.Any(context.Caller.OwnPersons.Contains))
            return Decision.Refuse(RefusalReason.SecondPersonRequired, "identity", "a person who requested forgetting cannot confirm it");
        return Decision.Record(new IdentityForgotten(ForgettingRequestedBy[0], context.Caller.Persons[0]));
    }

    private Refusal? CheckForgetting(DecisionContext context)
    {
        if (context.Caller.Persons.IsDefaultOrEmpty)
            return new(RefusalReason.PersonRequired, "authorization", "the caller's identity is linked to no person");
        if (Holds.Count > 0)
            return new(RefusalReason.LegalHoldInPlace, "identity", "a legal hold is in place");
        // A reinstatement that is recorded and has not taken effect would bring a forgotten identity back.
        return Status.Terminations().Any(t => t.Contains(context.Now) && t.Until.IsForever)
            ? null
            : new(RefusalReason.IdentityNotTerminated, "identity", "the identity is not terminated, or a reinstatement is pending");
    }

    private static Decision Terminated(Instant at) =>
        Decision.Refuse(RefusalReason.IdentityTerminated, "effective_at", $"the identity is terminated at {at}");
}
