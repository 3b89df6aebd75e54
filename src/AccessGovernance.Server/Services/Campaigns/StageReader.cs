using AccessGovernance.Domain.Conditions;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Server.Requests;
using V1 = AccessGovernance.Api.V1;

namespace AccessGovernance.Server.Services.Campaigns;

/// <summary>Stages of a request as the domain's.</summary>
internal static class StageReader
{
    public static StageDefinition Read(string field, V1.ReviewStage stage) => new(
        stage.Name, Reviewers($"{field}.reviewers", stage.Reviewers ?? throw Missing($"{field}.reviewers")), stage.Days,
        Strategy($"{field}.strategy", stage.Strategy ?? throw Missing($"{field}.strategy")),
        FlagWords.Read<V1.StageResult, StageResults>($"{field}.advance_on", stage.AdvanceOn),
        Texts.Enum<V1.EarlierDecisions, EarlierDecisions>($"{field}.visible", stage.Visible),
        Texts.Enum<V1.NoResponse, NoResponse>($"{field}.no_response", stage.NoResponse));

    private static ReviewerSetting Reviewers(string field, V1.ReviewerSetting setting)
    {
        if (setting.Additional.Count > ReviewerSetting.MaxAdditional)
            throw new InvalidRequestException(
                $"{field}.additional", $"has {setting.Additional.Count} elements; at most {ReviewerSetting.MaxAdditional} are allowed");
        return new(
            Rule($"{field}.rule", setting.Rule ?? throw Missing($"{field}.rule")),
            setting.Fallback is { } fallback ? Rule($"{field}.fallback", fallback) : null,
            [.. setting.Additional.Select((rule, i) => Rule($"{field}.additional[{i}]", rule))]);
    }

    private static ReviewerRule Rule(string field, V1.ReviewerRule rule)
    {
        if (rule.Kind is V1.ReviewerKind.Fallback or V1.ReviewerKind.Escalation)
            throw new InvalidRequestException($"{field}.kind", "is how a reviewer came in, and no rule; name the rule itself");
        return new(
            FlagWords.One<V1.ReviewerKind, ReviewerKinds>($"{field}.kind", rule.Kind),
            [.. rule.Persons.Select((person, i) => Names.Person($"{field}.persons[{i}]", person))],
            rule.Group.Length == 0 ? null : Names.Entitlement($"{field}.group", rule.Group),
            // Whom it describes are persons behind identities.
            rule.Condition is null ? null : SettingsReader.Condition($"{field}.condition", rule.Condition, ConditionSubjects.Identity));
    }

    private static OutcomeStrategy Strategy(string field, V1.OutcomeStrategy strategy) => new(
        Texts.Enum<V1.StrategyKind, StrategyKind>($"{field}.kind", strategy.Kind), strategy.Quorum,
        FlagWords.Read<V1.ReviewerKind, ReviewerKinds>($"{field}.counted", strategy.Counted));

    private static InvalidRequestException Missing(string field) => new(field, "must be given");
}
