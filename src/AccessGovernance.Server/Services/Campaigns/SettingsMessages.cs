using System.Globalization;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Server.Requests;
using V1 = AccessGovernance.Api.V1;

namespace AccessGovernance.Server.Services.Campaigns;

/// <summary>Settings as messages of the API; what <see cref="SettingsReader"/> reads from them is the same again.</summary>
internal static class SettingsMessages
{
    public static V1.CampaignSettings Of(CampaignSettings settings) => new()
    {
        Name = settings.Name,
        // Templates have none.
        Owner = settings.Owner.Value.Length == 0 ? "" : Names.Of(settings.Owner),
        Scope = new()
        {
            Condition = Of(settings.Scope.Condition), Applications = { settings.Scope.Applications.Select(Names.Of) },
            Entitlements = { settings.Scope.Entitlements.Select(Names.Of) },
        },
        Exclusions = { settings.Exclusions.Select(Of) },
        Stages = { settings.Stages.Select(Of) },
        Calendar = Of(settings.Calendar),
        Rules = new()
        {
            Justification = (V1.JustificationRule)settings.Rules.Justification,
            Barred = { FlagWords.Of<V1.Involvement, Involvements>(settings.Rules.Barred) },
        },
        Notices = Of(settings.Notices),
        Recurrence = settings.Recurrence ?? "",
        Remediation = new() { Mode = (V1.RemediationMode)settings.Remediation.Mode, SlaDays = settings.Remediation.SlaDays },
    };

    public static IEnumerable<V1.ReviewerKind> Of(ReviewerKinds kinds) => FlagWords.Of<V1.ReviewerKind, ReviewerKinds>(kinds);

    private static V1.CampaignExclusion Of(Exclusion exclusion) =>
        new() { Condition = Of(exclusion.Condition), Reason = exclusion.Reason, ApprovedBy = Names.Of(exclusion.ApprovedBy) };

    private static V1.ReviewStage Of(StageDefinition stage) => new()
    {
        Name = stage.Name,
        Reviewers = new()
        {
            Rule = Of(stage.Reviewers.Rule), Fallback = stage.Reviewers.Fallback is { } fallback ? Of(fallback) : null,
            Additional = { stage.Reviewers.Additional.Select(Of) },
        },
        Days = stage.Days,
        Strategy = new()
        {
            Kind = (V1.StrategyKind)stage.Strategy.Kind, Quorum = stage.Strategy.Quorum, Counted = { Of(stage.Strategy.Counted) },
        },
        AdvanceOn = { FlagWords.Of<V1.StageResult, StageResults>(stage.AdvanceOn) },
        Visible = (V1.EarlierDecisions)stage.Visible,
        NoResponse = (V1.NoResponse)stage.NoResponse,
    };

    private static V1.ReviewerRule Of(ReviewerRule rule) => new()
    {
        Kind = Of(rule.Kind).Single(), Persons = { rule.Persons.Select(Names.Of) }, Group = rule.Group is { } group ? Names.Of(group) : "",
        Condition = Of(rule.Condition),
    };

    private static V1.BusinessCalendar Of(BusinessCalendar calendar) => new()
    {
        Zone = calendar.Zone,
        Weekend = { calendar.Weekend.Select(d => d == DayOfWeek.Sunday ? V1.Weekday.Sunday : (V1.Weekday)d) },
        Holidays = { calendar.Holidays.Select(h => h.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) },
    };

    private static V1.Notices Of(Notices notices) => new()
    {
        ReminderHours = { notices.ReminderHours },
        Escalation = notices.Escalation is not { } escalation ? null
            : new() { Kind = (V1.EscalationKind)escalation.Kind, HoursBefore = escalation.HoursBefore },
    };

    private static V1.Condition? Of(ConditionText? condition) => condition is { } text ? new() { Text = text.Value } : null;
}
