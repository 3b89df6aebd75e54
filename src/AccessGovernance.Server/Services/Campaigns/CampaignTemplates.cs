using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Definitions;

namespace AccessGovernance.Server.Services.Campaigns;

/// <summary>A template: settings to start from, of which the owner alone is missing.</summary>
internal sealed record CampaignTemplate(string Id, string Description, CampaignSettings Settings);

/// <summary>The templates that there are, in the order in which they are shown.</summary>
internal static class CampaignTemplates
{
    private static readonly BusinessCalendar Weekdays = new("Etc/UTC", [DayOfWeek.Saturday, DayOfWeek.Sunday], []);

    private static readonly ReviewerSetting Managers = new(ReviewerRule.LineManager, ReviewerRule.ApplicationOwner, []);

    private static readonly ReviewerSetting Owners = new(ReviewerRule.EntitlementOwner, ReviewerRule.ApplicationOwner, []);

    private static readonly ReviewerSetting ApplicationOwners = new(ReviewerRule.ApplicationOwner, ReviewerRule.EntitlementOwner, []);

    public static IReadOnlyList<CampaignTemplate> All { get; } =
    [
        new("privileged-quarterly", "High and critical risk: by the line manager, then by the owner of the entitlement; four times a year.",
            Settings("Privileged access", "risk >= 'high'", "0 6 1 1,4,7,10 *", 3,
                Stage("Line manager", Managers, 10, NoResponse.Suspend) with { AdvanceOn = StageResults.Accepted | StageResults.Undecided },
                Stage("Owner", Owners, 5, NoResponse.Suspend) with { Visible = EarlierDecisions.Everything })),
        new("standard-half-yearly", "All other access: by the line manager; twice a year.",
            Settings("Standard access", "not risk >= 'high'", "0 6 1 3,9 *", 10, Stage("Line manager", Managers, 20, NoResponse.Keep))),
        new("leavers-leftovers", "What people still hold who are suspended, or whose last day is set: by the owner of the application; every week.",
            Settings("Leavers' leftovers", "identity.status == 'suspended' or identity.terminated_at exists", "0 6 * * 1", 1,
                Stage("Application owner", ApplicationOwners, 5, NoResponse.Revoke))),
        new("role-content", "Who holds roles, with what follows from each: by the owner of the role; once a year.",
            Settings("Role content", "entitlement.kind == 'role'", "0 6 1 2 *", 10, Stage("Owner", Owners, 20, NoResponse.Keep))),
        new("orphaned-and-service-accounts",
            "Identities that are no person's own, and accounts of nobody known: by the owner of the application; four times a year.",
            Settings("Orphaned and service accounts",
                "identity.kind in ('service', 'shared', 'agent') or (not identity.persons exists and not identity.owners exists)", "0 6 15 1,4,7,10 *", 5,
                Stage("Application owner", ApplicationOwners, 10, NoResponse.Suspend))),
        new("licence-holders", "Who holds licences: by the line manager; where nobody answers, as recommended; twice a year.",
            Settings("Licence holders", "entitlement.kind == 'licence'", "0 6 1 5,11 *", 10,
                Stage("Line manager", Managers, 10, NoResponse.TakeRecommendation))),
        new("long-unused", "Access that was not used for 90 days: by the line manager; where nobody answers, as recommended; every month.",
            Settings("Long unused", "last_used before 90 days", "0 6 1 * *", 10, Stage("Line manager", Managers, 10, NoResponse.TakeRecommendation))),
    ];

    private static CampaignSettings Settings(string name, string scope, string recurrence, int slaDays, params ReadOnlySpan<StageDefinition> stages) => new(
        name, new PersonId(""), new CampaignScope(new ConditionText(scope), [], []), [], [.. stages], Weekdays,
        new ReviewRules(JustificationRule.OnChange, Involvements.Requester | Involvements.Approver), Notices.Usual, recurrence,
        new RemediationSetting(RemediationMode.Automated, slaDays));

    private static StageDefinition Stage(string name, ReviewerSetting reviewers, int days, NoResponse silence) => new(
        name, reviewers, days, OutcomeStrategy.Of(StrategyKind.OneDenyDenies), StageResults.None, EarlierDecisions.Result, silence);
}
