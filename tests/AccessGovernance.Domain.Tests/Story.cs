using AccessGovernance.Domain.Applications;
using AccessGovernance.Domain.Conferrals;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Observations;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Snapshots;
using AccessGovernance.Domain.Tokens;

namespace AccessGovernance.Domain.Tests;

/// <summary>Begins a story: an aggregate of which some events are recorded already.</summary>
internal static class Given
{
    public static Story<Identity, IdentityCommand> Identity(params DomainEvent[] recorded) =>
        new Story<Identity, IdentityCommand>((i, command, context) => i.Decide(command, context)).And(recorded);

    public static Story<Identity, IdentityCommand> Registered(params DomainEvent[] recorded) =>
        Identity(new IdentityRegistered(IdentityKind.Employee, false)).And(recorded);

    public static Story<Entitlement, EntitlementCommand> Entitlement(params DomainEvent[] recorded) =>
        new Story<Entitlement, EntitlementCommand>((e, command, context) => e.Decide(command, context)).And(recorded);

    public static Story<ConferralGraph, ConferralCommand> Graph(params DomainEvent[] recorded) =>
        new Story<ConferralGraph, ConferralCommand>((g, command, context) => g.Decide(command, context)).And(recorded);

    public static Story<TokenRegistry, TokenCommand> Tokens(params DomainEvent[] recorded) =>
        new Story<TokenRegistry, TokenCommand>((t, command, context) => t.Decide(command, context)).And(recorded);

    public static Story<SnapshotRegistry, TakeSnapshot> Snapshots(params DomainEvent[] recorded) =>
        new Story<SnapshotRegistry, TakeSnapshot>((s, command, _) => s.Decide(command)).And(recorded);

    public static Story<Application, ApplicationCommand> Application(params DomainEvent[] recorded) =>
        new Story<Application, ApplicationCommand>((a, command, _) => a.Decide(command)).And(recorded);

    public static Story<ObservedApplication, ObservationCommand> Observed(params DomainEvent[] recorded) =>
        new Story<ObservedApplication, ObservationCommand>((o, command, context) => o.Decide(command, context)).And(recorded);

    public static Story<CampaignDefinition, DefinitionCommand> Definition(params DomainEvent[] recorded) =>
        new Story<CampaignDefinition, DefinitionCommand>((d, command, context) => d.Decide(command, context)).And(recorded);

    public static Story<Campaign, CampaignCommand> Campaign(params DomainEvent[] recorded) =>
        new Story<Campaign, CampaignCommand>((c, command, context) => c.Decide(command, context)).And(recorded);
}

/// <summary>Given events, when a command is decided at a time by a caller, then events, nothing, or a refusal. Today is day 100.</summary>
internal sealed class Story<TAggregate, TCommand>(Func<TAggregate, TCommand, DecisionContext, Decision> decide)
    where TAggregate : Aggregate, new()
{
    private Caller caller = Callers.Hr;
    private Instant now = Times.Today;
    private long position;

    public TAggregate State { get; } = new();

    public Decision Decision { get; private set; } = Decision.Nothing;

    public Story<TAggregate, TCommand> And(params IReadOnlyList<DomainEvent> recorded)
    {
        foreach (var what in recorded)
            State.Fold(what, new RecordedAs(++position, null, Guid.Empty, false));
        return this;
    }

    public Story<TAggregate, TCommand> AndImported(params IReadOnlyList<DomainEvent> recorded)
    {
        foreach (var what in recorded)
            State.Fold(what, new RecordedAs(++position, null, Guid.Empty, true));
        return this;
    }

    public Story<TAggregate, TCommand> By(Caller who)
    {
        caller = who;
        return this;
    }

    public Story<TAggregate, TCommand> OnDay(double day) => At(Times.Day(day));

    public Story<TAggregate, TCommand> At(Instant when)
    {
        now = when;
        return this;
    }

    /// <summary>Decides only.</summary>
    public Story<TAggregate, TCommand> When(TCommand command)
    {
        Decision = decide(State, command, new DecisionContext(now, caller));
        return this;
    }

    /// <summary>Decides, demands that it is no refusal, and folds what is recorded.</summary>
    public Story<TAggregate, TCommand> Done(TCommand command)
    {
        When(command);
        Assert.Null(Decision.Refusal);
        return And(Decision.Events);
    }

    public Story<TAggregate, TCommand> DoneByImport(TCommand command)
    {
        When(command);
        Assert.Null(Decision.Refusal);
        return AndImported(Decision.Events);
    }

    public void Then(params DomainEvent[] expected)
    {
        Assert.Null(Decision.Refusal);
        Assert.Equal(expected, Decision.Events);
    }

    public void ThenNothing() => Then();

    public void ThenRefused(RefusalReason reason)
    {
        Assert.Empty(Decision.Events);
        Assert.Equal(reason, Decision.Refusal?.Reason);
        Assert.NotEmpty(Decision.Refusal!.Field);
        Assert.NotEmpty(Decision.Refusal.Message);
    }
}
