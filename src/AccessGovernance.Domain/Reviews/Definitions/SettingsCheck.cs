using System.Collections.Immutable;

namespace AccessGovernance.Domain.Reviews.Definitions;

/// <summary>Finds the first setting of a campaign that cannot be, and says which, what it is, and what is allowed.</summary>
internal static class SettingsCheck
{
    public static Refusal? Problem(CampaignSettings settings) =>
        Text("name", settings.Name, CampaignSettings.MaxNameLength)
        ?? Id("owner", settings.Owner.Value)
        ?? Problem(settings.Scope)
        ?? Each("exclusions", settings.Exclusions, 0, CampaignSettings.MaxExclusions, Problem)
        ?? Problem(settings.Calendar)
        ?? Each("stages", settings.Stages, 1, CampaignSettings.MaxStages, StageCheck.Problem)
        ?? LastStage(settings.Stages)
        ?? Problem(settings.Rules)
        ?? Problem(settings.Notices)
        ?? OptionalText("recurrence", settings.Recurrence, CampaignSettings.MaxRecurrenceLength)
        ?? Known("remediation.mode", settings.Remediation.Mode)
        ?? Range("remediation.sla_days", settings.Remediation.SlaDays, 1, RemediationSetting.MaxSlaDays)
        ?? SettingsBytes.Problem(settings);

    public static Refusal Invalid(string field, string message) => new(RefusalReason.SettingInvalid, field, message);

    public static Refusal? Range(string field, int value, int least, int most) =>
        value >= least && value <= most ? null : Invalid(field, $"is {value}; {least} to {most} is allowed");

    public static Refusal? Known<T>(string field, T value)
        where T : struct, Enum => Enum.IsDefined(value) ? null : Invalid(field, $"is {value}; allowed are {string.Join(", ", Enum.GetNames<T>())}");

    public static Refusal? Text(string field, string text, int most)
    {
        if (AttributeTexts.IsBlank(text))
            return Invalid(field, $"shows nothing; 1 to {most} characters are allowed");
        if (text.EnumerateRunes().Count() is var length && length > most)
            return Invalid(field, $"has {length} characters; 1 to {most} are allowed");
        return AttributeTexts.Forbidden(text) is { } c || (c = text.FirstOrDefault(char.IsControl)) != default
            ? Invalid(field, $"has the control or bidirectional character U+{(int)c:X4}; printable text of one line is allowed")
            : null;
    }

    public static Refusal? Id(string field, string id) => IdText.Problem(id) is { } problem ? Invalid(field, problem) : null;

    public static Refusal? Condition(string field, ConditionText condition) => Text(field, condition.Value, ConditionText.MaxLength);

    /// <summary>Checks how many there are and each of them; fields of an element are named after its place, from 0 on.</summary>
    public static Refusal? Each<T>(string field, ImmutableArray<T> elements, int least, int most, Func<T, Refusal?> problem)
    {
        if (elements.IsDefault || elements.Length < least || elements.Length > most)
            return Invalid(field, $"has {(elements.IsDefault ? 0 : elements.Length)} elements; {least} to {most} are allowed");
        for (var i = 0; i < elements.Length; i++)
        {
            if (problem(elements[i]) is { } found)
                return found with { Field = found.Field.Length == 0 ? $"{field}[{i}]" : $"{field}[{i}].{found.Field}" };
        }
        return null;
    }

    public static Refusal? Distinct<T>(string field, ImmutableArray<T> elements)
    {
        var seen = new HashSet<T>();
        for (var i = 0; i < elements.Length; i++)
        {
            if (!seen.Add(elements[i]))
                return Invalid($"{field}[{i}]", $"{elements[i]} is listed before; each is allowed once");
        }
        return null;
    }

    private static Refusal? OptionalText(string field, string? text, int most) => text is null ? null : Text(field, text, most);

    private static Refusal? Problem(CampaignScope scope)
    {
        if (scope.Condition is { } condition && Condition("scope.condition", condition) is { } problem)
            return problem;
        if ((Each("scope.applications", scope.Applications, 0, CampaignScope.MaxListed, a => Id("", a.Value))
            ?? Each("scope.entitlements", scope.Entitlements, 0, CampaignScope.MaxListed, e => Id("", e.Value))) is { } listed)
            return listed;
        return scope.Condition is null && scope.Applications.IsEmpty && scope.Entitlements.IsEmpty
            ? Invalid("scope", "is empty, which is all access there is; name applications, entitlements or a condition")
            : Distinct("scope.applications", scope.Applications) ?? Distinct("scope.entitlements", scope.Entitlements);
    }

    private static Refusal? Problem(Exclusion exclusion) =>
        Condition("condition", exclusion.Condition)
        ?? Text("reason", exclusion.Reason, CampaignSettings.MaxReasonLength)
        ?? Id("approved_by", exclusion.ApprovedBy.Value);

    private static Refusal? Problem(BusinessCalendar calendar) =>
        Text("calendar.zone", calendar.Zone, 100)
        ?? Each("calendar.weekend", calendar.Weekend, 0, 6, day => Known("", day))
        ?? Distinct("calendar.weekend", calendar.Weekend)
        ?? Each("calendar.holidays", calendar.Holidays, 0, BusinessCalendar.MaxHolidays, _ => null)
        ?? Distinct("calendar.holidays", calendar.Holidays);

    // After the last stage there is none to go to: every item keeps its outcome then.
    private static Refusal? LastStage(ImmutableArray<StageDefinition> stages)
    {
        for (var i = 0; i < stages.Length - 1; i++)
        {
            if (stages[i].AdvanceOn == StageResults.None)
                return Invalid($"stages[{i}].advance_on", $"names no result, so that nothing reaches stage {i + 2}; name at least one");
        }
        return stages[^1].AdvanceOn == StageResults.None
            ? null
            : Invalid($"stages[{stages.Length - 1}].advance_on", "names a result; of the last stage none is allowed");
    }

    private static Refusal? Problem(ReviewRules rules) =>
        Known("rules.justification", rules.Justification) ?? StageCheck.Bits("rules.barred", rules.Barred, Enum.GetValues<Involvements>());

    private static Refusal? Problem(Notices notices)
    {
        const int MostHours = StageDefinition.MaxDays * 24;
        if (Each("notices.reminder_hours", notices.ReminderHours, 0, Notices.MaxReminders, h => Range("", h, 1, MostHours)) is { } problem)
            return problem;
        for (var i = 1; i < notices.ReminderHours.Length; i++)
        {
            if (notices.ReminderHours[i] >= notices.ReminderHours[i - 1])
                return Invalid($"notices.reminder_hours[{i}]", "does not come after the one before it; descending hours are allowed");
        }
        return notices.Escalation is not { } escalation
            ? null
            : Known("notices.escalation.kind", escalation.Kind) ?? Range("notices.escalation.hours_before", escalation.HoursBefore, 1, MostHours);
    }
}
