using AccessGovernance.Domain;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;
using Orleans.Concurrency;

namespace AccessGovernance.Grains.Entitlements;

/// <summary>One entitlement. Key: its id.</summary>
public interface IEntitlementGrain : IGrainWithStringKey
{
    Task<Outcome> Execute(EntitlementCommand command, CommandContext context);

    /// <summary>Asks for a seat (where they are counted) and whether new grants are taken at all.</summary>
    Task<Outcome> Admit(AdmitGrant command, CommandContext context);

    /// <summary>States what became of a grant. Safe to repeat.</summary>
    Task<Outcome> Settle(SettleSeat command, CommandContext context);

    [ReadOnly]
    Task<EntitlementFacts> GetFacts(Instant now);
}

public sealed class EntitlementGrain(GrainServices services) : EventSourcedGrain<Entitlement>(services), IEntitlementGrain
{
    protected override string Stream => StreamNames.Of(new EntitlementId(this.GetPrimaryKeyString()));

    public Task<Outcome> Execute(EntitlementCommand command, CommandContext context) =>
        Execute(context, false, state => state.Decide(command, context.Deciding));

    public Task<Outcome> Admit(AdmitGrant command, CommandContext context) => Seat(command, context);

    public Task<Outcome> Settle(SettleSeat command, CommandContext context) => Seat(command, context);

    public async Task<EntitlementFacts> GetFacts(Instant now)
    {
        await Refresh();
        return State.Facts(now);
    }

    // Decided before anything is recorded, so that what changes nothing leaves no trace; each change has a request id of its own.
    private async Task<Outcome> Seat(EntitlementCommand command, CommandContext context)
    {
        await Refresh();
        var decision = State.Decide(command, context.Deciding);
        if (decision.Refusal is { } refusal)
            return Outcome.Refused(refusal);
        if (decision.Events.Count == 0)
            return new Outcome(0, false, null);
        var derived = context with { Request = RequestIds.Derive("seat", Stream, State.NextRevision.ToString(), command.ToString()), Fingerprint = default };
        return await Execute(derived, false, state => state.Decide(command, context.Deciding));
    }
}
