using AccessGovernance.Domain;
using AccessGovernance.Domain.Conferrals;
using AccessGovernance.EventLog;
using AccessGovernance.Grains.Entitlements;
using Orleans.Concurrency;

namespace AccessGovernance.Grains.Conferrals;

/// <summary>All conferrals: one stream, so that its expected revision guards against cycles. Key: <see cref="Key"/>.</summary>
public interface IConferralGrain : IGrainWithStringKey
{
    const string Key = "all";

    Task<Outcome> Execute(ConferralCommand command, CommandContext context);

    [ReadOnly]
    Task<Conferral?> Find(ConferralId conferral);
}

public sealed class ConferralGrain(GrainServices services) : EventSourcedGrain<ConferralGraph>(services), IConferralGrain
{
    protected override string Stream => StreamNames.Conferrals;

    public Task<Outcome> Execute(ConferralCommand command, CommandContext context) =>
        Execute(context, command is Confer, async state =>
        {
            var decision = state.Decide(command, context.Deciding);
            return decision.Events is [ConferralAdded added] ? await Check(added, context.Now) ?? decision : decision;
        });

    public async Task<Conferral?> Find(ConferralId conferral)
    {
        await Refresh();
        return State.Conferrals.GetValueOrDefault(conferral.Value);
    }

    private async Task<Decision?> Check(ConferralAdded added, Instant now)
    {
        var from = await GrainFactory.GetGrain<IEntitlementGrain>(added.From.Value).GetFacts(now);
        var to = await GrainFactory.GetGrain<IEntitlementGrain>(added.To.Value).GetFacts(now);
        return ConferralEnds.Check(from, to, added.Validity) is { } refusal ? Decision.FromRefusal(refusal) : null;
    }
}
