namespace AccessGovernance.Domain.Identities;

public sealed partial class Identity
{
    /// <summary>Decides one command on this state; changes nothing.</summary>
    public Decision Decide(IdentityCommand command, DecisionContext context)
    {
        var decision = DecideAsKnown(command, context);
        // The keys are gone, and with them any way to keep a text about a forgotten person.
        return Forgetting == ForgettingState.Forgotten && decision.Events.Any(e => e.HasPersonalText) ? Forgotten() : decision;
    }

    private Decision DecideAsKnown(IdentityCommand command, DecisionContext context)
    {
        if (command is RegisterIdentity register)
            return Register(register, context);
        if (!IsRegistered)
            return Decision.Refuse(RefusalReason.IdentityUnknown, "identity", "the identity is not registered");

        return command switch
        {
            MarkSynthetic c => Synthetic == c.Synthetic ? Decision.Nothing : Decision.Record(new IdentityMarkedSynthetic(c.Synthetic)),
            ChangeAttributes c => Change(c, context),
            LinkIdentity c => Link(c, context),
            EndLink c => End(c, context),
            SuspendIdentity c => Suspend(c, context),
            ResumeIdentity c => Resume(c, context),
            TerminateIdentity c => Terminate(c, context),
            WithdrawTermination c => Withdraw(c, context),
            ReinstateIdentity c => Reinstate(c, context),
            PlaceLegalHold c => Place(c),
            LiftLegalHold c => Lift(c),
            RequestForgetting c => Request(c, context),
            ConfirmForgetting c => Confirm(c, context),
            GrantAccess c => Grant(c, context),
            RevokeAccess c => Revoke(c, context),
            CorrectGrant c => Correct(c, context),
            ImportGrant c => Import(c),
            ImportGrantEnd c => Import(c),
            _ => throw new ArgumentOutOfRangeException(nameof(command), command.GetType().Name),
        };
    }

    /// <summary>"Own" goes by person: the same identity, or one that shares a person with the caller, now or later.</summary>
    public bool IsOwnOf(Caller caller, IdentityId self, Instant now) =>
        caller.IsOwn(self) || PersonsFrom(now).Any(caller.OwnPersons.Contains);

    private Decision Register(RegisterIdentity command, DecisionContext context)
    {
        var registered = new IdentityRegistered(command.Kind, command.Synthetic);
        if (!IsRegistered && command.Attributes.IsEmpty)
            return Decision.Record(registered);
        if (!IsRegistered)
            return Decision.Record(registered, new AttributesChanged(command.Attributes, context.Now, null));
        return Decision.Refuse(RefusalReason.IdentityAlreadyRegistered, "identity", "the identity is already registered");
    }

    private Decision Change(ChangeAttributes command, DecisionContext context)
    {
        if (Forgetting == ForgettingState.Forgotten)
            return Forgotten();
        if (context.CheckBackdating(command.From, command.Reason is not null, "effective_at") is { } refusal)
            return refusal;
        return command.Attributes.IsEmpty ? Decision.Nothing : Decision.Record(new AttributesChanged(command.Attributes, command.From, command.Reason));
    }

    private Decision Link(LinkIdentity command, DecisionContext context)
    {
        if (Forgetting == ForgettingState.Forgotten)
            return Forgotten();
        if (Links.ContainsKey(command.Link.Value))
            return Decision.Nothing;
        if (context.CheckPeriod(command.Validity, command.Reason is not null) is { } refusal)
            return refusal;
        // Only the same link is nothing to do: each request gets a link of its own, which ends by itself.
        return Decision.Record(new IdentityLinked(command.Link, command.Person, command.Role, command.Validity, command.Reason));
    }

    private Decision End(EndLink command, DecisionContext context)
    {
        if (!Links.TryGetValue(command.Link.Value, out var link))
            return Decision.Refuse(RefusalReason.LinkUnknown, "link", "the identity has no such link");
        if (link.Validity.Until <= command.Until)
            return Decision.Nothing;
        if (context.CheckBackdating(command.Until, command.Reason is not null, "effective_at") is { } refusal)
            return refusal;
        return Decision.Record(new IdentityLinkEnded(command.Link, command.Until, command.Reason));
    }

    private Decision Place(PlaceLegalHold command)
    {
        if (Holds.Contains(command.Hold.Value))
            return Decision.Nothing;
        return Forgetting == ForgettingState.Forgotten ? Forgotten() : Decision.Record(new LegalHoldPlaced(command.Hold, command.Reason));
    }

    private Decision Lift(LiftLegalHold command)
    {
        if (!Holds.Contains(command.Hold.Value))
            return Decision.Refuse(RefusalReason.LegalHoldUnknown, "hold", "the identity has no such legal hold");
        return Decision.Record(new LegalHoldLifted(command.Hold, command.Reason));
    }

    private static Decision Forgotten() => Decision.Refuse(RefusalReason.IdentityForgotten, "identity", "the identity is forgotten");
}
