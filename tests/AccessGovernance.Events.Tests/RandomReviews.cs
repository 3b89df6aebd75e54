using AccessGovernance.Domain;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.Domain.Reviews.Messages;
using CsCheck;

namespace AccessGovernance.Events.Tests;

/// <summary>Random events of access reviews, as <see cref="RandomEvents"/>.</summary>
internal sealed class RandomReviews(Gen<PersonalText> personal)
{
    private static readonly Gen<string> Text = RandomEvents.Text;
    private static readonly Gen<Instant> At =
        Gen.Long[Instant.Earliest.Milliseconds, Instant.Latest.Milliseconds].Select(ms => new Instant(ms));
    private static readonly Gen<PersonId> Person = Text.Select(t => new PersonId(t));
    private static readonly Gen<EntitlementId> Entitlement = Text.Select(t => new EntitlementId(t));
    private static readonly Gen<AppId> App = Text.Select(t => new AppId(t));
    private static readonly Gen<IdentityId> Identity = Gen.Int[1, 9].Select(i => new IdentityId($"identity {i}"));
    private static readonly Gen<ItemNumber> Item = Gen.Int.Positive.Select(i => new ItemNumber(i));
    private static readonly Gen<ConditionText?> Condition = Text.Select(t => new ConditionText(t)).Nullable();
    private static readonly Gen<ReviewerKinds> Kinds = Gen.Int[0, 255].Select(bits => (ReviewerKinds)bits);
    private static readonly Gen<CampaignId> Campaign = Gen.Guid.Select(g => new CampaignId(g));

    private static readonly Gen<CampaignScope> Scope = Gen.Select(Condition, App.Array[0, 3], Entitlement.Array[0, 3],
        (condition, apps, entitlements) => new CampaignScope(condition, [.. apps], [.. entitlements]));

    private static readonly Gen<Exclusion> Exclusion = Gen.Select(Text, Text, Person, (condition, reason, by) => new Exclusion(new(condition), reason, by));

    private static readonly Gen<ReviewerRule> Rule = Gen.Select(Kinds, Person.Array[0, 3], Entitlement.Nullable(), Condition,
        (kinds, persons, group, condition) => new ReviewerRule(kinds, [.. persons], group, condition));

    private static readonly Gen<OutcomeStrategy> Strategy = Gen.Select(Gen.Enum<StrategyKind>(), Gen.Int[0, 50], Kinds,
        (kind, quorum, counted) => new OutcomeStrategy(kind, quorum, counted));

    private static readonly Gen<StageDefinition> Stage = Gen.Select(
        Text, Gen.Select(Rule, Rule.Null(), Rule.Array[0, 2], (rule, fallback, more) => new ReviewerSetting(rule, fallback, [.. more])), Gen.Int[1, 366],
        Strategy, Gen.Select(Gen.Int[0, 7], Gen.Enum<EarlierDecisions>(), Gen.Enum<NoResponse>()),
        (name, reviewers, days, strategy, rest) => new StageDefinition(name, reviewers, days, strategy, (StageResults)rest.Item1, rest.Item2, rest.Item3));

    private static readonly Gen<BusinessCalendar> Calendar = Gen.Select(Text, Gen.Enum<DayOfWeek>().Array[0, 3], Gen.Int[0, 3_000_000].Array[0, 3],
        (zone, weekend, holidays) => new BusinessCalendar(zone, [.. weekend], [.. holidays.Select(DateOnly.FromDayNumber)]));

    private static readonly Gen<Notices> Notices = Gen.Select(Gen.Int[1, 999].Array[0, 3],
        Gen.Select(Gen.Enum<EscalationKind>(), Gen.Int, (kind, hours) => new Escalation(kind, hours)).Null(), (hours, up) => new Notices([.. hours], up));

    private static readonly Gen<CampaignSettings> Settings = Gen.Select(
        Gen.Select(Text, Person, Scope, Exclusion.Array[0, 2], Stage.Array[1, 2]), Calendar,
        Gen.Select(Gen.Enum<JustificationRule>(), Gen.Int[0, 7], (rule, barred) => new ReviewRules(rule, (Involvements)barred)), Notices,
        Text.Null(), Gen.Select(Gen.Enum<RemediationMode>(), Gen.Int[1, 366], (mode, days) => new RemediationSetting(mode, days)),
        (first, calendar, rules, notices, recurrence, remediation) => new CampaignSettings(first.Item1, first.Item2, first.Item3,
            [.. first.Item4], [.. first.Item5], calendar, rules, notices, recurrence, remediation));

    private static readonly Gen<LaunchBasis> Basis = Gen.Select(
        Gen.Guid, Gen.Int, Settings, Gen.Select(At, Gen.Long, At.Nullable()), Gen.Select(Gen.Bool, Gen.Bool), Campaign.Nullable(),
        (definition, version, settings, when, intended, of) => new LaunchBasis(
            new(definition), version, settings, when.Item1, when.Item2, when.Item3, intended.Item1, intended.Item2, of));

    private static readonly Gen<StageDeadline> Deadline = Gen.Select(Text, Text, At, (date, zone, at) => new StageDeadline(new(date, zone), at));

    private static readonly Gen<Population> Counted = Gen.Select(Gen.Long, Gen.Long, Gen.Long,
        Gen.Select(App, Gen.Long, (app, items) => new ApplicationCount(app, items)).Array[0, 3], Text,
        (items, considered, without, counts, hash) => new Population(items, considered, without, [.. counts], hash));

    private static readonly Gen<AssignedReviewer> Reviewer = Gen.Select(Person, Kinds, (person, kinds) => new AssignedReviewer(person, kinds));

    private static readonly Gen<ResolvedReviewers> Resolution = Gen.Select(Reviewer.Array[0, 3],
        Gen.Select(Kinds, Person.Nullable(), Gen.Enum<ResolutionResult>(), (kind, person, result) => new ResolutionStep(kind, person, result)).Array[0, 3],
        (reviewers, trace) => new ResolvedReviewers([.. reviewers], [.. trace]));

    private static readonly Gen<ItemOrigin> Origin = Gen.Select(Gen.Bool, Entitlement.Array[0, 2], At, At.Nullable(), Gen.Enum<CauseKind>(), Text.Null(),
        (direct, through, since, until, cause, reference) => new ItemOrigin(direct, [.. through], since, until, cause, reference));

    private static readonly Gen<ItemAdvice> Advice = Gen.Select(
        Gen.Enum<Recommendation>(), Gen.Enum<AdviceReason>().Array[0, 3], Gen.Int, Gen.Int, At.Nullable(),
        (recommended, reasons, peers, holding, used) => new ItemAdvice(recommended, [.. reasons], peers, holding, used));

    private static readonly Gen<Involved> Involved = Person.Array[0, 2].Array[3].Select(p => new Involved([.. p[0]], [.. p[1]], [.. p[2]]));

    private static readonly Gen<FrozenItem> Frozen = Gen.Select(
        Gen.Select(Item, Identity, Entitlement, App, Gen.Enum<Risk>()), Person.Array[0, 2], Origin, Advice, Involved.Null(),
        Gen.Select(Entitlement.Array[0, 2], Gen.Int),
        (first, subjects, origin, advice, involved, rest) => new FrozenItem(first.Item1, first.Item2, first.Item3, first.Item4, first.Item5,
            [.. subjects], origin, advice, involved, [.. rest.Item1], rest.Item2));

    private static readonly Gen<ItemOutcome> Outcome =
        Gen.Select(Gen.Enum<OutcomeKind>(), Gen.Bool, At.Nullable(), Gen.Enum<Removal>(),
            (kind, silent, until, removes) => new ItemOutcome(kind, silent, until, removes));

    private static readonly Gen<StageTally> Tally =
        Gen.Select(Gen.Long, Gen.Long, Gen.Long, Gen.Long, (items, answered, signed, on) => new StageTally(items, answered, signed, on));

    private static readonly Gen<MessageId> Message = Gen.Guid.Select(g => new MessageId(g));

    private static readonly Gen<MessageChannels> Channels = Gen.Int[0, 7].Select(bits => (MessageChannels)bits);

    private static readonly Gen<MessageFacts> Facts = Gen.Select(Gen.Long, Gen.Int, At.Nullable(), App.Nullable(),
        (items, hours, due, application) => new MessageFacts(items, hours, due, application));

    /// <summary>An identity and a text about it, or neither.</summary>
    private Gen<(IdentityId? About, PersonalText? Text)> Explained =>
        Gen.Select(Identity, personal.Null(), (about, text) => (text is null ? (IdentityId?)null : about, text));

    public Gen<DomainEvent>[] All => [.. Definitions, .. Campaigns, .. Items, .. Cases, .. Messages];

    private static Gen<DomainEvent>[] Definitions =>
    [
        Event(Gen.Select(Gen.Guid, Settings, (id, settings) => new CampaignDefined(new(id), settings))),
        Event(Gen.Select(Gen.Int, Settings, (version, settings) => new DefinitionRevised(version, settings))),
        Event(Gen.Const(new DefinitionRetired())),
    ];

    private static Gen<DomainEvent>[] Campaigns =>
    [
        Event(Gen.Select(Campaign, Basis, (id, basis) => new LaunchBegun(id, basis))),
        Event(Gen.Int.Select(attempt => new LaunchAttempted(attempt))),
        Event(Gen.Select(Person.Array[0, 3], Gen.Long, (persons, items) => new OwnAccessKept([.. persons], items))),
        Event(Gen.Select(Counted, Deadline, (population, deadline) => new CampaignLaunched(population, deadline))),
        Event(Gen.Select(Gen.Int, Tally, (stage, tally) => new ReviewStageEnded(stage, tally))),
        Event(Gen.Select(Gen.Int, Deadline, (stage, deadline) => new ReviewStageBegun(stage, deadline))),
        Event(Gen.Select(Gen.Int, Deadline, Text, (stage, deadline, reason) => new ReviewStageExtended(stage, deadline, reason))),
        Event(Gen.Const(new RemediationBegun())),
        Event(Gen.Select(Person.Array[0, 3], Gen.Long, (persons, items) => new OwnAccessLeftOut([.. persons], items))),
        Event(Gen.Select(Person, Text, Item.Array[0, 3], Text.Null(), (by, role, open, said) => new CampaignSignedOff(by, role, [.. open], said))),
        Event(Gen.Select(Person, Text, Gen.Int[1, 9_000].Array[0, 3], Text.Null(),
            (by, role, open, said) => new CampaignSignedOffWithMany(by, role, ItemSet.Of([.. open.Select(i => new ItemNumber(i))]), said))),
        Event(Gen.Select(Gen.Long, Text, (position, hash) => new CampaignClosed(position, hash))),
        Event(Gen.Select(Gen.Long, Gen.Int, Text, (position, form, hash) => new CampaignClosedInForm(position, form, hash))),
        Event(Text.Select(reason => new CampaignCancelled(reason))),
        Event(Gen.Const(new CampaignArchived())),
    ];

    private Gen<DomainEvent>[] Items =>
    [
        Event(Gen.Select(Frozen.Array[1, 2], Resolution.Array[1, 2], (items, found) => new PopulationFrozen([.. items], [.. found]))),
        Event(Gen.Select(Frozen.Array[1, 2], Resolution.Array[1, 2], (items, found) => new PopulationContinued([.. items], [.. found]))),
        Event(Gen.Int.Select(attempt => new FreezingAttempted(attempt))),
        Event(Gen.Select(Item, Gen.Int, Reviewer.Array[0, 3], (item, stage, reviewers) => new ItemStageOpened(item, stage, [.. reviewers]))),
        Event(Gen.Select(Item, Person, Gen.Select(Gen.Enum<Answer>(), Gen.Enum<Removal>()), At.Nullable(), Gen.Select(Gen.Bool, Gen.Long, Gen.Bool, (b, ms,
            r) => new Handling(b, ms, r)), Explained,
            (item, by, answer, until, how, said) => new ItemAnswered(item, by, answer.Item1, until, answer.Item2, how, said.About, said.Text))),
        Event(Gen.Select(Item, Person, Explained, (item, by, said) => new ItemCommented(item, by, said.About, said.Text))),
        Event(Gen.Select(Item, Person, Person, Explained, (item, from, to, said) => new ItemDelegated(item, from, to, said.About, said.Text))),
        Event(Gen.Select(Item, Person, Person, Gen.Enum<ReplacementCause>(), (item, left, by, why) => new ReviewerReplaced(item, left, by, why))),
        Event(Gen.Select(Item, Person, Kinds, (item, person, kinds) => new ReviewerAdded(item, person, kinds))),
        Event(Gen.Select(Item, Person, (item, by) => new ItemSignedOff(item, by))),
        Event(Gen.Select(Item, Gen.Int, Gen.Int[0, 7], Outcome, Gen.Bool,
            (item, stage, result, outcome, end) => new ItemStageClosed(item, stage, (StageResults)result, outcome, end))),
    ];

    private Gen<DomainEvent>[] Cases =>
    [
        Event(Gen.Select(Item, Gen.Enum<RemediationAction>(), At, At, (item, action, at, due) => new RemediationRequested(item, action, at, due))),
        Event(Gen.Select(Item, At, Text, (item, at, reference) => new RemediationSent(item, at, reference))),
        Event(Gen.Select(Item, At, Text, (item, at, reference) => new RemediationAcknowledged(item, at, reference))),
        Event(Gen.Select(Item, At, Text, (item, at, error) => new RemediationFailed(item, at, error))),
        Event(Gen.Select(Item, At, (item, at) => new AccessObservedAbsent(item, at))),
        Event(Gen.Select(Item, At, Entitlement, (item, at, through) => new AccessRetained(item, at, through))),
        Event(Gen.Select(Item, At, (item, at) => new AccessReappeared(item, at))),
        Event(Gen.Select(Item, Person, At, Identity, personal.Null(), (item, by, until, about, text) => new RemediationExcepted(item, by, until, about, text))),
    ];

    private static Gen<DomainEvent>[] Messages =>
    [
        Event(Gen.Select(Gen.Select(Message, Gen.Enum<MessageKind>(), Gen.Int), Person, At, Facts, Channels,
            (about, to, at, facts, channels) => new MessageQueued(about.Item1, about.Item2, about.Item3, to, at, facts, channels))),
        Event(Gen.Select(Message, Channels, At, (id, channel, at) => new MessageDelivered(id, channel, at))),
        Event(Gen.Select(Message, Channels, Gen.Int, Gen.Enum<DeliveryError>(), At,
            (id, channel, attempt, error, at) => new MessageFailed(id, channel, attempt, error, at))),
        Event(Gen.Select(Message, Channels, Gen.Enum<GiveUpCause>(), (id, channel, cause) => new MessageGivenUp(id, channel, cause))),
    ];

    private static Gen<DomainEvent> Event<T>(Gen<T> gen)
        where T : DomainEvent => gen.Select(e => (DomainEvent)e);
}
