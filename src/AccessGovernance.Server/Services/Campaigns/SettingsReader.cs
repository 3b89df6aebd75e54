using System.Collections.Immutable;
using System.Globalization;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Conditions;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Server.Requests;
using AccessGovernance.Server.Reviews;
using Google.Protobuf.Collections;
using V1 = AccessGovernance.Api.V1;

namespace AccessGovernance.Server.Services.Campaigns;

/// <summary>
/// Settings of a request as the domain's. What the domain cannot know is checked here: conditions, time zones, recurrences, the form of names. The
/// rest is left to it; its fields bear the same names below <see cref="Field"/>.
/// </summary>
internal static class SettingsReader
{
    /// <summary>The field of the requests that have settings.</summary>
    public const string Field = "settings";

    /// <summary>What conditions of a scope and of exclusions are about.</summary>
    public const ConditionSubjects Access = ConditionSubjects.All;

    /// <exception cref="InvalidRequestException">Names the field and what is allowed; of a condition also its place.</exception>
    public static CampaignSettings Read(V1.CampaignSettings? settings)
    {
        var given = settings ?? throw Missing("");
        var calendar = Calendar(given.Calendar ?? throw Missing("calendar"));
        var recurrence = given.Recurrence.Length == 0 ? null : given.Recurrence;
        if (recurrence is not null)
            Recurrences.Check($"{Field}.recurrence", recurrence, Zones.Find($"{Field}.calendar.zone", calendar.Zone));
        return new(
            given.Name, Names.Person($"{Field}.owner", given.Owner), Scope(given.Scope ?? throw Missing("scope")), Exclusions(given.Exclusions),
            Stages(given.Stages), calendar, Rules(given.Rules ?? throw Missing("rules")), Notice(given.Notices), recurrence,
            Remediation(given.Remediation ?? throw Missing("remediation")));
    }

    /// <summary>A refusal of settings with the field as the request has it.</summary>
    public static Refusal InRequest(Refusal refusal) =>
        refusal.Reason is RefusalReason.SettingInvalid or RefusalReason.SecondPersonRequired or RefusalReason.PersonRequired
            ? refusal with { Field = $"{Field}.{refusal.Field}" }
            : refusal;

    /// <summary>A condition by its canonical text, checked.</summary>
    public static ConditionText Condition(string field, V1.Condition? condition, ConditionSubjects about) =>
        new(ConditionForms.Parse(field, condition, about).ToString());

    private static CampaignScope Scope(V1.CampaignScope scope) => new(
        scope.Condition is null ? null : ScopeCondition(scope.Condition),
        Ids(scope.Applications, "scope.applications", Names.Application), Ids(scope.Entitlements, "scope.entitlements", Names.Entitlement));

    private static ConditionText ScopeCondition(V1.Condition given)
    {
        var condition = ConditionForms.Parse($"{Field}.scope.condition", given, Access);
        return ScopeOfPeople.LeftOutBy(condition) is not { } attribute ? new(condition.ToString()) : throw new InvalidRequestException(
            $"{Field}.scope.condition", $"leaves people out by {attribute}; an exclusion, with reason and approver, is allowed for that");
    }

    private static ImmutableArray<Exclusion> Exclusions(RepeatedField<V1.CampaignExclusion> exclusions)
    {
        Bound("exclusions", exclusions.Count, CampaignSettings.MaxExclusions);
        return [.. exclusions.Select((exclusion, i) =>
        {
            var field = $"{Field}.exclusions[{i}]";
            return new Exclusion(
                Condition($"{field}.condition", exclusion.Condition, Access), exclusion.Reason, Names.Person($"{field}.approved_by", exclusion.ApprovedBy));
        })];
    }

    private static ImmutableArray<StageDefinition> Stages(RepeatedField<V1.ReviewStage> stages)
    {
        Bound("stages", stages.Count, CampaignSettings.MaxStages);
        return [.. stages.Select((stage, i) => StageReader.Read($"{Field}.stages[{i}]", stage))];
    }

    private static BusinessCalendar Calendar(V1.BusinessCalendar calendar)
    {
        Zones.Find($"{Field}.calendar.zone", calendar.Zone);
        Bound("calendar.holidays", calendar.Holidays.Count, BusinessCalendar.MaxHolidays);
        // The domain's days are .NET's, which begin with Sunday as 0.
        var weekend = calendar.Weekend.Select((day, i) => day != V1.Weekday.Unspecified && Enum.IsDefined(day)
            ? (DayOfWeek)((int)day % 7)
            : throw new InvalidRequestException($"{Field}.calendar.weekend[{i}]", "must be one of Monday, Tuesday, … Sunday"));
        var holidays = calendar.Holidays.Select((day, i) =>
            DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
                ? date
                : throw new InvalidRequestException($"{Field}.calendar.holidays[{i}]", "must be a date such as 2026-12-25"));
        return new(calendar.Zone, [.. weekend], [.. holidays]);
    }

    private static ReviewRules Rules(V1.ReviewRules rules) => new(
        Texts.Enum<V1.JustificationRule, JustificationRule>($"{Field}.rules.justification", rules.Justification),
        FlagWords.Read<V1.Involvement, Involvements>($"{Field}.rules.barred", rules.Barred));

    private static Notices Notice(V1.Notices? notices) => notices is null ? Notices.Usual : new(
        [.. notices.ReminderHours],
        notices.Escalation is not { } escalation ? null : new(
            Texts.Enum<V1.EscalationKind, EscalationKind>($"{Field}.notices.escalation.kind", escalation.Kind), escalation.HoursBefore));

    private static RemediationSetting Remediation(V1.RemediationSetting remediation) => new(
        Texts.Enum<V1.RemediationMode, RemediationMode>($"{Field}.remediation.mode", remediation.Mode), remediation.SlaDays);

    private static ImmutableArray<T> Ids<T>(RepeatedField<string> names, string field, Func<string, string, T> parse)
    {
        Bound(field, names.Count, CampaignScope.MaxListed);
        return [.. names.Select((name, i) => parse($"{Field}.{field}[{i}]", name))];
    }

    private static void Bound(string field, int count, int most)
    {
        if (count > most)
            throw new InvalidRequestException($"{Field}.{field}", $"has {count} elements; at most {most} are allowed");
    }

    private static InvalidRequestException Missing(string field) => new(field.Length == 0 ? Field : $"{Field}.{field}", "must be given");
}
