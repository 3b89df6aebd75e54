using System.Collections.Immutable;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;
using static AccessGovernance.Domain.Tests.Words;

namespace AccessGovernance.Domain.Tests.Reviews;

/// <summary>A campaign of one stage, whose reviewer is the line manager, and the people in it.</summary>
internal static class ReviewWords
{
    public static readonly PersonId Sue = new("sue");
    public static readonly PersonId Max = new("max");
    public static readonly PersonId Eve = new("eve");
    public static readonly PersonId Kim = new("kim");
    public static readonly PersonId Leo = new("leo");
    public static readonly DefinitionId Quarterly = new(Id(1));
    public static readonly ItemNumber Item = new(7);
    public static readonly Handling Quick = new(false, 1_200, true);

    /// <summary>All year an hour ahead of UTC.</summary>
    public static readonly ZoneClock Clock = new("Europe/Warsaw", [new(new Instant(0), 3_600)]);

    public static readonly BusinessCalendar Calendar = new("Europe/Warsaw", [DayOfWeek.Saturday, DayOfWeek.Sunday], []);

    public static readonly ReviewRules NoRules = new(JustificationRule.Never, Involvements.None);

    public static readonly StageDefinition Stage = new(
        "managers", new(ReviewerRule.LineManager, null, []), 5, OutcomeStrategy.Of(StrategyKind.OneDenyDenies), StageResults.None,
        EarlierDecisions.Result, NoResponse.Keep);

    public static readonly CampaignSettings Settings = new(
        "Privileged access", Kim, new(null, [TheDirectory], []), [], [Stage], Calendar, NoRules, Notices.Usual, null, new(RemediationMode.Automated, 5));

    /// <summary>Sue's access.</summary>
    public static readonly ItemFacts Facts = new(new("sue-admin"), Admins, TheDirectory, [Sue], Involved.Nobody, Recommendation.None);

    public static readonly StageRules Rules = new(Stage, NoRules, Times.Day(110));

    public static readonly ReviewerSources Sources = new()
    {
        LineManagers = new Dictionary<PersonId, PersonId> { [Sue] = Max, [Max] = Eve },
        EntitlementOwners = new Dictionary<EntitlementId, PersonId> { [Admins] = Kim },
        ApplicationOwners = new Dictionary<AppId, PersonId> { [TheDirectory] = Leo },
        Groups = new Dictionary<EntitlementId, ImmutableArray<PersonId>> { [Ops] = [Eve, Leo, Sue] },
        Described = new Dictionary<ConditionText, ImmutableArray<PersonId>> { [new("risk >= 'high'")] = [Kim] },
        Gone = new HashSet<PersonId>(),
    };

    /// <summary>A part as a launch freezes it, with one item, which is Sue's access.</summary>
    public static ReviewPart Frozen(ImmutableArray<AssignedReviewer> reviewers)
    {
        var item = new FrozenItem(Item, Facts.Identity, Facts.Entitlement, Facts.Application, Risk.High, Facts.Subjects,
            new(true, [], Times.Today, null, CauseKind.DirectAssignment, null), ItemAdvice.None, null, [], 0);
        var part = new ReviewPart();
        foreach (var what in part.Freeze(1, new PopulationFrozen([item], [new(reviewers, [])])).Events)
            part.Fold(what, default);
        return part;
    }

    public static Caller As(PersonId person) => new(person.Value, new IdentityId(person.Value + "-account"), [person], false);

    public static AssignedReviewer By(PersonId person) => new(person, ReviewerKinds.Named);

    public static ReviewerSetting Reviewers(ReviewerRule rule, ReviewerRule? fallback, params ImmutableArray<ReviewerRule> additional) =>
        new(rule, fallback, additional);

    public static AnswerItem Say(Answer answer) => new(answer, answer == Answer.Modify ? Times.Day(150) : null,
        answer == Answer.Revoke ? Removal.Grant : Removal.None, null, Quick);
}

/// <summary>As <see cref="Story{TAggregate,TCommand}"/>, of one item or case, which is no aggregate.</summary>
internal sealed class ItemStory
{
    private Caller caller = Caller.System;
    private Instant now = Times.Today;

    public ItemStory(params AssignedReviewer[] reviewers) => State = ReviewWords.Frozen([.. reviewers]).Find(ReviewWords.Item)!;

    public ReviewItem State { get; }

    public ItemFacts Facts { get; set; } = ReviewWords.Facts;

    public StageRules Rules { get; set; } = ReviewWords.Rules;

    public Decision Decision { get; private set; } = Decision.Nothing;

    public ItemStory By(PersonId person) => By(ReviewWords.As(person));

    public ItemStory By(Caller who)
    {
        caller = who;
        return this;
    }

    public ItemStory OnDay(double day)
    {
        now = Times.Day(day);
        return this;
    }

    public ItemStory With(Func<ItemFacts, ItemFacts> facts, Func<StageRules, StageRules>? rules = null)
    {
        Facts = facts(Facts);
        Rules = rules?.Invoke(Rules) ?? Rules;
        return this;
    }

    public ItemStory When(ReviewItemCommand command)
    {
        Decision = State.Decide(command, Facts, Rules, new DecisionContext(now, caller));
        return this;
    }

    public ItemStory Done(ReviewItemCommand command)
    {
        When(command);
        Assert.Null(Decision.Refusal);
        foreach (var what in Decision.Events)
            State.Evolve((ReviewItemEvent)what);
        return this;
    }

    public void Then(params DomainEvent[] expected)
    {
        Assert.Null(Decision.Refusal);
        Assert.Equal(expected, Decision.Events);
    }

    public void ThenRefused(RefusalReason reason)
    {
        Assert.Empty(Decision.Events);
        Assert.Equal(reason, Decision.Refusal?.Reason);
        Assert.NotEmpty(Decision.Refusal!.Field);
    }
}
