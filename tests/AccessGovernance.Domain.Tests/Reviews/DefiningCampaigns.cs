using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Definitions;
using static AccessGovernance.Domain.Tests.Reviews.ReviewWords;

namespace AccessGovernance.Domain.Tests.Reviews;

public sealed class DefiningCampaigns
{
    private static readonly Exclusion Left = new(new("kind == 'service'"), "reviewed by their owners", Callers.Bob);

    /// <summary>What is wrong, where, and which settings are.</summary>
    public static TheoryData<string, CampaignSettings> Wrong => new()
    {
        { "name", Settings with { Name = " " } },
        { "name", Settings with { Name = new string('x', 201) } },
        { "owner", Settings with { Owner = new(" kim") } },
        { "scope", Settings with { Scope = new(null, [], []) } },
        { "scope.condition", Settings with { Scope = new(new ConditionText(new string('(', ConditionText.MaxLength + 1)), [], []) } },
        { "scope.applications[0]", Settings with { Scope = new(null, [new("")], []) } },
        { "scope.entitlements[1]", Settings with { Scope = new(null, [], [Words.Ops, Words.Ops]) } },
        { "scope", Settings with { Scope = new(null, [], [.. Enumerable.Range(0, 1_000).Select(n => new EntitlementId($"{n}".PadRight(256, 'x')))]) } },
        { "exclusions[0].reason", Settings with { Exclusions = [Left with { Reason = "" }] } },
        { "exclusions[0].approved_by", Settings with { Exclusions = [Left with { ApprovedBy = new("") }] } },
        { "calendar.weekend", Settings with { Calendar = Calendar with { Weekend = [.. Enum.GetValues<DayOfWeek>()] } } },
        { "calendar.weekend[1]", Settings with { Calendar = Calendar with { Weekend = [DayOfWeek.Friday, DayOfWeek.Friday] } } },
        { "stages", Settings with { Stages = [] } },
        { "stages[0].days", Staged(Stage with { Days = 0 }) },
        { "stages[0].days", Staged(Stage with { Days = 367 }) },
        { "stages[0].advance_on", Settings with { Stages = [Stage, Stage] } },
        { "stages[0].advance_on", Staged(Stage with { AdvanceOn = StageResults.Denied }) },
        { "stages[0].reviewers.rule.kind", Ruled(ReviewerRule.LineManager with { Kind = ReviewerKinds.None }) },
        { "stages[0].reviewers.rule.kind", Ruled(ReviewerRule.LineManager with { Kind = ReviewerKinds.Named | ReviewerKinds.Described }) },
        { "stages[0].reviewers.rule.kind", Ruled(ReviewerRule.LineManager with { Kind = ReviewerKinds.Escalation }) },
        { "stages[0].reviewers.rule.persons", Ruled(ReviewerRule.Named()) },
        { "stages[0].reviewers.rule.persons", Ruled(ReviewerRule.LineManager with { Persons = [Kim] }) },
        { "stages[0].reviewers.rule.persons[1]", Ruled(ReviewerRule.Named(Kim, Kim)) },
        { "stages[0].reviewers.rule.group", Ruled(ReviewerRule.LineManager with { Kind = ReviewerKinds.GovernanceGroup }) },
        { "stages[0].reviewers.rule.condition", Ruled(ReviewerRule.LineManager with { Condition = new("x") }) },
        { "stages[0].reviewers.additional[0].persons", Staged(Stage with { Reviewers = Reviewers(ReviewerRule.LineManager, null, ReviewerRule.Named()) }) },
        { "stages[0].strategy.quorum", Staged(Stage with { Strategy = OutcomeStrategy.AtLeast(0, ReviewerKinds.None) }) },
        { "stages[0].strategy.quorum", Staged(Stage with { Strategy = new(StrategyKind.AllMustAccept, 2, ReviewerKinds.None) }) },
        { "stages[0].strategy.counted", Staged(Stage with { Strategy = new(StrategyKind.AllMustAccept, 0, ReviewerKinds.Named) }) },
        { "stages[0].strategy.kind", Staged(Stage with { Strategy = OutcomeStrategy.Of((StrategyKind)9) }) },
        { "stages[0].no_response", Staged(Stage with { Strategy = OutcomeStrategy.Of(StrategyKind.AcceptedIfNotDenied), NoResponse = NoResponse.Revoke }) },
        { "rules.barred", Settings with { Rules = NoRules with { Barred = (Involvements)8 } } },
        { "notices.reminder_hours[1]", Settings with { Notices = new([12, 48], null) } },
        { "notices.reminder_hours[0]", Settings with { Notices = new([0], null) } },
        { "notices.escalation.hours_before", Settings with { Notices = new([], new(EscalationKind.AddManager, 0)) } },
        { "recurrence", Settings with { Recurrence = "" } },
        { "remediation.sla_days", Settings with { Remediation = new(RemediationMode.ReportOnly, 0) } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void With_a_setting_that_cannot_be_is_refused_by_its_name(string field, CampaignSettings settings)
    {
        var story = Given.Definition().When(new DefineCampaign(Quarterly, settings));
        story.ThenRefused(RefusalReason.SettingInvalid);
        Assert.Equal(field, story.Decision.Refusal!.Field);
    }

    [Fact]
    public void Is_recorded_as_version_1_and_the_same_again_is_nothing_to_do()
    {
        var story = Given.Definition().When(new DefineCampaign(Quarterly, Settings));
        story.Then(new CampaignDefined(Quarterly, Settings));
        story.Done(new DefineCampaign(Quarterly, Settings)).When(new DefineCampaign(Quarterly, Settings with { Stages = [Stage with { }] })).ThenNothing();
        story.When(new DefineCampaign(Quarterly, Settings with { Name = "other" })).ThenRefused(RefusalReason.DefinitionAlreadyDefined);
    }

    [Fact]
    public void Takes_an_exclusion_that_somebody_else_approved()
    {
        var excluding = Settings with { Exclusions = [Left] };
        Given.Definition().By(Callers.SecondHr).When(new DefineCampaign(Quarterly, excluding)).ThenRefused(RefusalReason.SecondPersonRequired);
        Given.Definition().By(Caller.System).When(new DefineCampaign(Quarterly, excluding)).ThenRefused(RefusalReason.PersonRequired);
        var story = Given.Definition().Done(new DefineCampaign(Quarterly, excluding));
        // Bob did not state it: he may revise something else.
        story.By(Callers.SecondHr).When(new ReviseDefinition(1, excluding with { Name = "b" })).Then(new DefinitionRevised(2, excluding with { Name = "b" }));
    }

    [Fact]
    public void Is_revised_from_the_latest_version_only()
    {
        var second = Settings with { Name = "second" };
        var story = Given.Definition().Done(new DefineCampaign(Quarterly, Settings)).Done(new ReviseDefinition(1, second));
        Assert.Equal(2, story.State.Version);
        story.When(new ReviseDefinition(1, second)).ThenNothing();
        story.When(new ReviseDefinition(2, second)).ThenNothing();
        story.When(new ReviseDefinition(1, Settings)).ThenRefused(RefusalReason.DefinitionRevisedSince);
        story.When(new ReviseDefinition(2, Settings with { Stages = [] })).ThenRefused(RefusalReason.SettingInvalid);
    }

    [Fact]
    public void Is_over_once_it_is_retired()
    {
        Given.Definition().When(new RetireDefinition()).ThenRefused(RefusalReason.DefinitionUnknown);
        var story = Given.Definition().Done(new DefineCampaign(Quarterly, Settings)).Done(new RetireDefinition());
        story.When(new RetireDefinition()).ThenNothing();
        story.When(new ReviseDefinition(1, Settings)).ThenRefused(RefusalReason.DefinitionRetired);
    }

    [Fact]
    public void Is_launched_from_in_its_latest_version_until_it_is_retired()
    {
        Assert.Equal(RefusalReason.DefinitionUnknown, Given.Definition().State.CheckLaunch(1)?.Reason);
        var story = Given.Definition().Done(new DefineCampaign(Quarterly, Settings)).Done(new ReviseDefinition(1, Settings with { Name = "b" }));
        Assert.Equal(RefusalReason.DefinitionRevisedSince, story.State.CheckLaunch(1)?.Reason);
        Assert.Null(story.State.CheckLaunch(2));
        Assert.Equal(RefusalReason.DefinitionRetired, story.Done(new RetireDefinition()).State.CheckLaunch(2)?.Reason);
    }

    private static CampaignSettings Staged(StageDefinition stage) => Settings with { Stages = [stage] };

    private static CampaignSettings Ruled(ReviewerRule rule) => Staged(Stage with { Reviewers = Reviewers(rule, null) });
}
