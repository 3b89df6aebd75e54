namespace AccessGovernance.Domain.Reviews.Definitions;

/// <summary>What settings list and describe is recorded as a whole, by a definition and by each launch: it is bounded by how long it is when written.</summary>
internal static class SettingsBytes
{
    public static Refusal? Problem(CampaignSettings settings)
    {
        var (scope, exclusions) = (Of(settings.Scope), settings.Exclusions.Sum(Of));
        var stages = settings.Stages.Sum(s => Of(s.Reviewers.Rule) + Of(s.Reviewers.Fallback) + s.Reviewers.Additional.Sum(Of));
        var all = scope + exclusions + stages;
        if (all <= CampaignSettings.MaxBytes)
            return null;
        var field = scope >= Math.Max(exclusions, stages) ? "scope" : exclusions >= stages ? "exclusions" : "stages";
        return SettingsCheck.Invalid(field, $"is the largest of what takes {all} bytes together; {CampaignSettings.MaxBytes} are allowed: "
            + "list less, or describe it by a condition");
    }

    private static int Of(CampaignScope scope) =>
        Of(scope.Condition?.Value) + scope.Applications.Sum(a => Of(a.Value)) + scope.Entitlements.Sum(e => Of(e.Value));

    private static int Of(Exclusion exclusion) => Of(exclusion.Condition.Value) + Of(exclusion.Reason) + Of(exclusion.ApprovedBy.Value);

    private static int Of(ReviewerRule? rule) =>
        rule is null ? 0 : Of(rule.Condition?.Value) + Of(rule.Group?.Value) + rule.Persons.Sum(p => Of(p.Value));

    // In JSON: in quotation marks and with a comma; what is not ASCII takes six bytes at most, and of ASCII two characters take two.
    private static int Of(string? text) => text is null ? 0 : 3 + text.Sum(c => !char.IsAscii(c) ? 6 : c is '"' or '\\' ? 2 : 1);
}
