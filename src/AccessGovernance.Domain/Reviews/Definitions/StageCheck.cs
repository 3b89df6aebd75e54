using System.Numerics;

namespace AccessGovernance.Domain.Reviews.Definitions;

/// <summary>Finds the first setting of a stage that cannot be.</summary>
internal static class StageCheck
{
    private const ReviewerKinds ByRule = ReviewerKinds.LineManager | ReviewerKinds.EntitlementOwner | ReviewerKinds.ApplicationOwner
        | ReviewerKinds.Named | ReviewerKinds.GovernanceGroup | ReviewerKinds.Described;

    public static Refusal? Problem(StageDefinition stage) =>
        SettingsCheck.Text("name", stage.Name, CampaignSettings.MaxNameLength)
        ?? SettingsCheck.Range("days", stage.Days, 1, StageDefinition.MaxDays)
        ?? At("reviewers.rule", stage.Reviewers.Rule)
        ?? (stage.Reviewers.Fallback is { } fallback ? At("reviewers.fallback", fallback) : null)
        ?? SettingsCheck.Each("reviewers.additional", stage.Reviewers.Additional, 0, ReviewerSetting.MaxAdditional, Problem)
        ?? Problem(stage.Strategy)
        ?? Bits("advance_on", stage.AdvanceOn, Enum.GetValues<StageResults>())
        ?? SettingsCheck.Known("visible", stage.Visible)
        ?? SettingsCheck.Known("no_response", stage.NoResponse)
        ?? Silence(stage);

    public static Refusal? Bits<T>(string field, T value, T[] allowed)
        where T : struct, Enum
    {
        var all = allowed.Aggregate(0, (bits, one) => bits | Convert.ToInt32(one));
        return (Convert.ToInt32(value) & ~all) == 0
            ? null
            : SettingsCheck.Invalid(field, $"is {value}; any of {string.Join(", ", allowed)} are allowed");
    }

    private static Refusal? At(string field, ReviewerRule rule) =>
        Problem(rule) is { } found ? found with { Field = $"{field}.{found.Field}" } : null;

    private static Refusal? Problem(ReviewerRule rule)
    {
        if ((rule.Kind & ~ByRule) != 0 || !BitOperations.IsPow2((int)rule.Kind))
            return SettingsCheck.Invalid("kind", $"is {rule.Kind}; one of {ByRule} is allowed");
        var named = rule.Kind == ReviewerKinds.Named;
        return SettingsCheck.Each("persons", rule.Persons, named ? 1 : 0, named ? ReviewerRule.MaxPersons : 0, p => SettingsCheck.Id("", p.Value))
            ?? SettingsCheck.Distinct("persons", rule.Persons)
            ?? Belongs("group", rule.Group is not null, rule.Kind, ReviewerKinds.GovernanceGroup)
            ?? (rule.Group is { } group ? SettingsCheck.Id("group", group.Value) : null)
            ?? Belongs("condition", rule.Condition is not null, rule.Kind, ReviewerKinds.Described)
            ?? (rule.Condition is { } condition ? SettingsCheck.Condition("condition", condition) : null);
    }

    private static Refusal? Belongs(string field, bool given, ReviewerKinds kind, ReviewerKinds to) => (given, kind == to) switch
    {
        (true, false) => SettingsCheck.Invalid(field, $"is given; it is allowed for reviewers of the kind {to} only"),
        (false, true) => SettingsCheck.Invalid(field, $"is missing; reviewers of the kind {to} need it"),
        _ => null,
    };

    private static Refusal? Problem(OutcomeStrategy strategy)
    {
        if (SettingsCheck.Known("strategy.kind", strategy.Kind) is { } unknown)
            return unknown;
        if (strategy.Kind == StrategyKind.Quorum)
            return SettingsCheck.Range("strategy.quorum", strategy.Quorum, 1, ReviewerRule.MaxPersons)
                ?? Bits("strategy.counted", strategy.Counted, Enum.GetValues<ReviewerKinds>());
        return SettingsCheck.Range("strategy.quorum", strategy.Quorum, 0, 0)
            ?? (strategy.Counted == ReviewerKinds.None ? null : SettingsCheck.Invalid("strategy.counted", "is given; a quorum alone counts some only"));
    }

    private static Refusal? Silence(StageDefinition stage) =>
        stage.Strategy.Kind == StrategyKind.AcceptedIfNotDenied && stage.NoResponse != NoResponse.Keep
            ? SettingsCheck.Invalid("no_response", $"is {stage.NoResponse}; Keep is allowed, as what nobody denies is kept by the strategy")
            : null;
}
