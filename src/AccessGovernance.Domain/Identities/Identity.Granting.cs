namespace AccessGovernance.Domain.Identities;

public sealed partial class Identity
{
    private Decision Grant(GrantAccess command, DecisionContext context)
    {
        if (Grants.ContainsKey(command.Grant.Value))
            return Decision.Nothing;
        if (Forgetting == ForgettingState.Forgotten)
            return Forgotten();
        if (context.CheckPeriod(command.Validity, command.Reason is not null) is { } refusal)
            return refusal;
        if (Status.TerminationWithin(command.Validity) is { } termination)
            return Decision.Refuse(RefusalReason.IdentityTerminated, "validity", $"the identity is terminated in {termination}");
        return Decision.Record(new AccessGranted(command.Grant, command.Entitlement, command.Validity, command.Cause, command.Reason));
    }

    private Decision Revoke(RevokeAccess command, DecisionContext context)
    {
        if (!Grants.TryGetValue(command.Grant.Value, out var grant) || grant.Entitlement != command.Entitlement)
            return UnknownGrant();
        if (grant.Void || command.At >= CertainEnd(grant, context.Now))
            return Decision.Nothing;
        // A grant that has not begun is withdrawn without changing the past, whenever "now" is.
        if (grant.Validity.From < context.Now && context.CheckBackdating(command.At, command.Reason is not null, "effective_at") is { } refusal)
            return refusal;
        return Decision.Record(EndOf(command.Grant, grant, command.At, command.Reason));
    }

    // A pending termination may be withdrawn: what it would end is not ended yet, and a revocation after it must still be recorded.
    private Instant CertainEnd(Grant grant, Instant now) =>
        Status.CutOf(grant.Order) > now ? grant.Validity.Until : EffectiveEnd(grant);

    private Decision Correct(CorrectGrant command, DecisionContext context)
    {
        if (!Grants.TryGetValue(command.Grant.Value, out var grant) || grant.Entitlement != command.Entitlement)
            return UnknownGrant();
        // Of a forgotten person no reason can be kept: what never held may then be voided without one.
        if (command.Reason is null && (Forgetting != ForgettingState.Forgotten || command.Validity is not null))
            return Decision.Refuse(RefusalReason.ReasonRequired, "reason", "a correction needs a reason");
        if (grant.Void)
            return command.Validity is null ? Decision.Nothing : Decision.Refuse(RefusalReason.GrantVoid, "grant", "the grant is void, which is final");
        if (CheckCorrected(grant, command.Validity, context) is { } refusal)
            return refusal;
        if (command.Validity is not { } validity)
            return Decision.Record(new GrantVoided(command.Grant, grant.Entitlement, command.Reason));
        return validity == grant.Validity
            ? Decision.Nothing
            : Decision.Record(new GrantCorrected(command.Grant, grant.Entitlement, validity, command.Reason));
    }

    private Refusal? CheckCorrected(Grant grant, Period? corrected, DecisionContext context)
    {
        if (context.CheckBackdating(EarliestChange(grant.Validity, corrected), true, "validity") is { } refusal)
            return refusal;
        if (corrected is not { } validity)
            return null;
        // No instant is in it: nobody would see what was meant. What never held is voided.
        if (validity.IsEmpty)
            return new(RefusalReason.PeriodOver, "validity.until", $"{validity.Until} is not after {validity.From}, when the grant begins");
        if (Forgetting == ForgettingState.Forgotten)
            return new(RefusalReason.IdentityForgotten, "identity", "the identity is forgotten");
        // A termination ended this grant for good, also when the identity was reinstated since.
        var cut = Status.CutOf(grant.Order);
        if (validity.Until > cut)
            return new(RefusalReason.IdentityTerminated, "validity.until", $"the grant ended by the termination at {cut}");
        return Status.TerminationWithin(validity) is { } termination
            ? new(RefusalReason.IdentityTerminated, "validity", $"the identity is terminated in {termination}")
            : null;
    }

    /// <summary>The first instant whose answer the correction changes.</summary>
    private static Instant EarliestChange(Period before, Period? after)
    {
        if (after is not { } validity)
            return before.From;
        if (validity.From != before.From)
            return Instant.Min(validity.From, before.From);
        return validity.Until == before.Until ? Instant.Forever : Instant.Min(validity.Until, before.Until);
    }

    private Decision Import(ImportGrant command)
    {
        if (Grants.ContainsKey(command.Grant.Value))
            return Decision.Nothing;
        if (Forgetting == ForgettingState.Forgotten)
            return Forgotten();
        if (OpenFact(command.Entitlement, command.Source) is not null)
            return Decision.Refuse(RefusalReason.FactAlreadyOpen, "object", "the fact is open already");
        var validity = Period.Since(command.From);
        if (Status.TerminationWithin(validity) is { } termination)
            return Decision.Refuse(RefusalReason.IdentityTerminated, "effective_at", $"the identity is terminated in {termination}");
        return Decision.Record(new AccessGranted(command.Grant, command.Entitlement, validity, new Cause(CauseKind.Import, command.Source), null));
    }

    private Decision Import(ImportGrantEnd command)
    {
        if (OpenFact(command.Entitlement, command.Source) is not { } open)
            return Decision.Refuse(RefusalReason.FactNotOpen, "object", "this source has no open fact, with none but imported records, to close");
        return Decision.Record(EndOf(new GrantId(open.Key), open.Value, command.At, null));
    }

    private KeyValuePair<Guid, Grant>? OpenFact(EntitlementId entitlement, string source)
    {
        foreach (var grant in Grants)
        {
            if (grant.Value.IsOpen && grant.Value.Entitlement == entitlement && grant.Value.Source == source)
                return grant;
        }
        return null;
    }

    private static IdentityEvent EndOf(GrantId id, Grant grant, Instant at, PersonalText? reason) => at <= grant.Validity.From
        ? new GrantVoided(id, grant.Entitlement, reason)
        : new AccessRevoked(id, grant.Entitlement, at, reason);

    private static Decision UnknownGrant() =>
        Decision.Refuse(RefusalReason.GrantUnknown, "grant", "the identity has no such grant of this entitlement");
}
