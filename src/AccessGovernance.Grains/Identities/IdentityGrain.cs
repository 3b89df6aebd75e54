using System.Collections.Immutable;
using System.Globalization;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Identities;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;
using AccessGovernance.Grains.Entitlements;
using Microsoft.Extensions.Logging;

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
    Task<IdentityFacts> GetFacts(Instant now);

    /// <summary>
    /// Holds the seat of a grant for just as long as the grant is recorded. Comes after a grant that is being made here, and so never takes
    /// the seat from it. Safe to repeat.
    /// </summary>
    Task SettleSeat(GrantId grant, EntitlementId entitlement, CommandContext context);

    /// <summary>Frees the seats of grants that a termination has ended. Safe to repeat; does nothing before the termination is in effect.</summary>
    Task SettleSeatsOfEnded(CommandContext context);
}

public sealed partial class IdentityGrain(GrainServices services, ILogger<IdentityGrain> log)
    : EventSourcedGrain<Identity>(services), IIdentityGrain
{
    private IdentityId Id => new(this.GetPrimaryKeyString());

    protected override string Stream => StreamNames.Of(Id);

    public async Task<Outcome> Execute(IdentityCommand command, CommandContext context)
    {
        var outcome = await Execute(context, command.CanOpenAccess, state => Decide(state, command, context));
        if (command is TerminateIdentity && outcome.Changed)
            await SettleOrLeave(() => SettleSeatsOfEnded(context));
        return outcome;
    }

    public async Task<Outcome> ExecuteAdmitted(IdentityCommand command, CommandContext context)
    {
        (SeatClaim? claim, long? reserved) = (null, null);
        var outcome = await Execute(context, command.CanOpenAccess, async state =>
        {
            var decision = Decide(state, command, context);
            if (decision.Events is not [var only] || SeatClaim.Of(only, state) is not { } made)
                return decision;
            // Kept also when a later attempt is refused: what the first one reserved is settled below.
            claim = made;
            if (!made.Opens)
                return decision;
            var admitted = await Admit(made, context);
            reserved = admitted.Changed ? admitted.Position : reserved;
            return admitted.Refusal is { } refusal ? Decision.FromRefusal(refusal) : decision;
        });
        if (claim is not null)
            await SettleOrLeave(() => Settle(claim.Grant, claim.Entitlement, reserved, context));
        return outcome;
    }

    public async Task<IdentityFacts> GetFacts(Instant now)
    {
        // An import may have registered it since.
        if (!State.IsRegistered)
            await CatchUp();
        return new IdentityFacts(State.IsRegistered, [.. State.PersonsFrom(now)]);
    }

    public async Task SettleSeat(GrantId grant, EntitlementId entitlement, CommandContext context)
    {
        await CatchUp();
        var seat = await GrainFactory.GetGrain<IEntitlementGrain>(entitlement.Value).FindSeat(grant);
        if (seat is null || seat.Validity == State.ValidityOf(grant, context.Now))
            return;
        // Recorded first: another activation that is about to record this grant meets a conflict and asks for its seat again, which leaves the seat
        // as it is here.
        var request = RequestIds.Derive("settle-seat", Stream, State.NextRevision.ToString(CultureInfo.InvariantCulture), grant.ToString());
        await Execute(context with { Request = request, Fingerprint = default }, false, _ => Decision.Nothing);
        await Settle(grant, entitlement, seat.Reserved, context);
    }

    public async Task SettleSeatsOfEnded(CommandContext context)
    {
        foreach (var (grant, cut) in State.CutGrants(context.Now).ToList())
            await SettleSeat(new GrantId(grant), cut.Entitlement, context);
    }

    private Decision Decide(Identity state, IdentityCommand command, CommandContext context)
    {
        if (command.DecidesAccess && state.IsOwnOf(context.Caller, Id, context.Now))
            return Decision.Refuse(RefusalReason.OwnAccess, "identity", "nobody decides about their own access");
        return state.Decide(command, context.Deciding);
    }

    private Task<Outcome> Admit(SeatClaim claim, CommandContext context) =>
        GrainFactory.GetGrain<IEntitlementGrain>(claim.Entitlement.Value).Admit(new AdmitGrant(claim.Grant, Id, claim.Validity), context);

    // The command is decided and recorded: a seat that could not be settled here is no failure of it. The process that reads the log
    // settles it.
    private async Task SettleOrLeave(Func<Task> settle)
    {
        try
        {
            await settle();
        }
        catch (Exception e)
        {
            SeatsNotSettled(log, e, Id);
        }
    }

    private Task<Outcome> Settle(GrantId grant, EntitlementId entitlement, long? reserved, CommandContext context) =>
        GrainFactory.GetGrain<IEntitlementGrain>(entitlement.Value)
            .Settle(new SettleSeat(grant, State.ValidityOf(grant, context.Now)) { Reserved = reserved }, context);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Seats of {Identity} are settled later.")]
    private static partial void SeatsNotSettled(ILogger log, Exception e, IdentityId identity);
}
