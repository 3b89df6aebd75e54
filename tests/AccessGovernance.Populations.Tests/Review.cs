using System.Collections.Immutable;
using AccessGovernance.Domain;

namespace AccessGovernance.Populations.Tests;

/// <summary>Settings of campaigns, by what a test is about.</summary>
internal static class Review
{
    /// <summary>Of all exclusions.</summary>
    public static readonly PersonId Approver = new("p1");

    public static readonly ReviewerSetting ByManager = new(ReviewerRule.LineManager, null, []);

    public static CampaignSettings Of(CampaignScope scope, params ConditionText[] exclusions) => new(
        "A review", new PersonId("owner"), scope, [.. exclusions.Select(e => new Exclusion(e, "It is known.", Approver))],
        [Stage(ByManager, NoResponse.Keep, StageResults.None)], new BusinessCalendar("UTC", [], []),
        new ReviewRules(JustificationRule.Never, Involvements.None), Notices.Usual, null, new RemediationSetting(RemediationMode.ReportOnly, 1));

    /// <summary>A review of all access that the condition describes; of all there is where there is none.</summary>
    public static CampaignSettings Of(string? condition, params string[] exclusions) =>
        Of(new CampaignScope(condition is null ? null : new ConditionText(condition), [], []), [.. exclusions.Select(e => new ConditionText(e))]);

    public static CampaignSettings OfApplications(string? condition, params string[] applications) =>
        Of(new CampaignScope(condition is null ? null : new ConditionText(condition), [.. applications.Select(a => new AppId(a))], []));

    public static StageDefinition Stage(ReviewerSetting reviewers, NoResponse silence, StageResults advanceOn) =>
        new("A stage", reviewers, 1, OutcomeStrategy.Of(StrategyKind.OneDenyDenies), advanceOn, EarlierDecisions.Hidden, silence);

    public static CampaignSettings With(this CampaignSettings settings, params ImmutableArray<StageDefinition> stages) => settings with { Stages = stages };

    /// <summary>The items as texts: identity, entitlement, what they follow from, and what is shown under them.</summary>
    public static IEnumerable<string> Rows(this FoundPopulation found) => found.Items.Select(i =>
        $"{i.Identity} {i.Entitlement}{(i.Origin.Direct ? "" : " (not direct)")}{List(" from ", i.Origin.Through)}{List(" with ", i.Implied)}");

    private static string List(string before, ImmutableArray<EntitlementId> ids) => ids.IsEmpty ? "" : before + string.Join(",", ids);
}
