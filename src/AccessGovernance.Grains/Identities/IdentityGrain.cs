using System.Collections.Immutable;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Identities;
using AccessGovernance.EventLog;
using AccessGovernance.Grains.Entitlements;
using Orleans.Concurrency;

namespace AccessGovernance.Grains.Identities;

/// <summary>What others must know of an identity to decide who its persons are.</summary>
[GenerateSerializer, Immutable]
public sealed record IdentityFacts([property: Id(0)] bool IsRegistered, [property: Id(1)] ImmutableArray<PersonId> Persons);

/// <summary>One identity with its grants. Key: its id.</summary>
public interface IIdentityGrain : IGrainWithStringKey
{
    Task<Outcome> Execute(IdentityCommand command, CommandContext context);

    /// <summary>Grants or corrects after asking the entitlement, which retires and counts seats.</summary>
    Task<Outcome> ExecuteAdmitted(IdentityCommand command, CommandContext context);

    /// <summary>The persons that the identity belongs to or is owned by at some time from now on.</summary>
    [ReadOnly]
    Task<IdentityFacts> GetFacts(Instant now);

    /// <summary>The validity that a grant has in the end; null when there is none or it is void. Waits for a grant that is being made.</summary>
    Task<Period?> GetGrantValidity(GrantId grant);
}

public sealed class IdentityGrain(GrainServices services) : EventSourcedGrain<Identity>(services), IIdentityGrain
{
    private IdentityId Id => new(this.GetPrimaryKeyString());

    protected override string Stream => StreamNames.Of(Id);

    public Task<Outcome> Execute(IdentityCommand command, CommandContext context) =>
        Execute(context, command.CanOpenAccess, state => Decide(state, command, context));

    public async Task<Outcome> ExecuteAdmitted(IdentityCommand command, CommandContext context)
    {
        SeatClaim? claim = null;
        var outcome = await Execute(context, command.CanOpenAccess, async state =>
        {
            var decision = Decide(state, command, context);
            claim = decision.Events is [var only] ? SeatClaim.Of(only) : null;
            return claim is null ? decision : await Admitted(claim, context) ?? decision;
        });
        if (claim is { } made)
            await Settle(made, context);
        return outcome;
    }

    public async Task<IdentityFacts> GetFacts(Instant now)
    {
        await Refresh();
        return new IdentityFacts(State.IsRegistered, [.. State.PersonsFrom(now)]);
    }

    public async Task<Period?> GetGrantValidity(GrantId grant)
    {
        await Refresh();
        return ValidityOf(grant);
    }

    private Decision Decide(Identity state, IdentityCommand command, CommandContext context)
    {
        if (command.DecidesAccess && state.IsOwnOf(context.Caller, Id, context.Now))
            return Decision.Refuse(RefusalReason.OwnAccess, "identity", "nobody decides about their own access");
        return state.Decide(command, context.Deciding);
    }

    private Period? ValidityOf(GrantId grant) =>
        State.Grants.TryGetValue(grant.Value, out var found) && !found.Void ? found.Validity : null;

    private async ValueTask<Decision?> Admitted(SeatClaim claim, CommandContext context)
    {
        if (!claim.Opens)
            return null;
        var asked = new AdmitGrant(claim.Grant, Id, claim.Validity);
        var outcome = await GrainFactory.GetGrain<IEntitlementGrain>(claim.Entitlement.Value).Admit(asked, context);
        return outcome.Refusal is { } refusal ? Decision.FromRefusal(refusal) : null;
    }

    // The seat follows what is recorded. Were it not settled here, the process that reads the log would do it.
    private Task<Outcome> Settle(SeatClaim claim, CommandContext context) =>
        GrainFactory.GetGrain<IEntitlementGrain>(claim.Entitlement.Value).Settle(new SettleSeat(claim.Grant, ValidityOf(claim.Grant)), context);
}
