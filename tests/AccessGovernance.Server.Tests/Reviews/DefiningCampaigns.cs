namespace AccessGovernance.Server.Tests.Reviews;

/// <summary>Definitions: what is wrong is named with its field, versions stay, nobody overwrites what they did not see.</summary>
public sealed class DefiningCampaigns(RunningServer server) : IClassFixture<RunningServer>, IAsyncLifetime
{
    private const string Nobody = "entitlements/nobody";
    private const string App = "applications/nobody";

    private readonly Caller admin = server.Administrator;

    public async Task InitializeAsync()
    {
        foreach (var person in new[] { "owner", "p" })
            await admin.NewIdentityOf(Caller.Person(person), LinkRole.Person);
        // The server is shared by the tests here: all but the first find it there.
        await Refused.IfAny(admin.Entitlements.DefineApplicationAsync(new() { RequestId = Caller.NewRequest(), Application = App }).ResponseAsync);
        await Refused.IfAny(admin.Entitlements.DefineEntitlementAsync(new()
        {
            RequestId = Caller.NewRequest(), Entitlement = Nobody, Application = App, Kind = EntitlementKind.Role,
        }).ResponseAsync);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public static TheoryData<string, string> Wrong { get; } = new()
    {
        { "settings", "none" }, { "settings.name", "empty" }, { "settings.owner", "no person" }, { "settings.scope", "missing" },
        { "settings.scope", "all there is" }, { "settings.scope.condition.text", "wrong attribute" }, { "settings.scope.entitlements[1]", "twice" },
        { "settings.scope.condition", "all but one" },
        { "settings.exclusions[0].condition", "missing" }, { "settings.exclusions[0].approved_by", "missing" },
        { "settings.stages", "none at all" }, { "settings.stages[0].days", "zero" }, { "settings.stages[0].reviewers.rule.persons", "nobody named" },
        { "settings.stages[0].reviewers.rule.condition.text", "about grants" }, { "settings.stages[0].strategy.quorum", "of no quorum" },
        { "settings.stages[0].advance_on", "nowhere to go" }, { "settings.stages[0].no_response", "none chosen" },
        { "settings.stages[0].reviewers.rule.kind", "fallback" }, { "settings.calendar.zone", "no zone" }, { "settings.calendar.weekend[0]", "no day" },
        { "settings.calendar.holidays[0]", "no date" }, { "settings.rules.justification", "none chosen" },
        { "settings.notices.reminder_hours[1]", "out of order" }, { "settings.recurrence", "no cron" }, { "settings.recurrence", "every minute" },
        { "settings.recurrence", "never" }, { "settings.remediation.sla_days", "zero" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_cannot_be_is_refused_with_its_field(string field, string how)
    {
        var request = new DefineCampaignRequest { RequestId = Caller.NewRequest(), Settings = Broken(field, how) };
        var refused = await Refused.By(admin.Campaigns.DefineCampaignAsync(request));
        Assert.Equal((StatusCode.InvalidArgument, field), (refused.Code, refused.Fields.Single()));
        Assert.Contains(refused.Reason, (string[])["INVALID_FIELD", "SETTING_INVALID"]);
        if (how == "wrong attribute")
            Assert.Equal(("1", "5"), (refused.Metadata["line"], refused.Metadata["column"]));
    }

    [Fact]
    public async Task Every_template_can_be_defined_once_it_has_an_owner()
    {
        var templates = (await admin.Campaigns.ListTemplatesAsync(new())).Templates;
        Assert.Equal(
            [
                "privileged-quarterly", "standard-half-yearly", "leavers-leftovers", "role-content", "orphaned-and-service-accounts", "licence-holders",
                "long-unused",
            ],
            templates.Select(t => t.Id));
        foreach (var template in templates)
        {
            template.Settings.Owner = Caller.Person("owner");
            var defined = await admin.Campaigns.DefineCampaignAsync(new() { RequestId = Caller.NewRequest(), Settings = template.Settings });
            Assert.Equal(template.Settings, defined.Definition.Settings);
            Assert.NotNull(defined.Definition.NextLaunchAt);
            Assert.Equal(defined.Definition.Settings, (await Get(defined.Definition.Name)).Settings);
        }
    }

    [Fact, Trait("Rule", "12")]
    public async Task Versions_stay_and_the_latest_alone_is_revised()
    {
        var define = new DefineCampaignRequest { RequestId = Caller.NewRequest(), Settings = ReviewScene.Settings(Nobody, "p") };
        var first = await admin.Campaigns.DefineCampaignAsync(define);
        Assert.False((await admin.Campaigns.DefineCampaignAsync(define)).Receipt.Changed);
        var revise = new ReviseDefinitionRequest
        {
            RequestId = Caller.NewRequest(), Definition = first.Definition.Name, Version = 1, Settings = new(define.Settings) { Name = "Second" },
        };
        Assert.Equal(2, (await admin.Campaigns.ReviseDefinitionAsync(revise)).Definition.Version);
        var late = new ReviseDefinitionRequest(revise) { RequestId = Caller.NewRequest(), Settings = new(define.Settings) { Name = "Third" } };
        var refused = await Refused.By(admin.Campaigns.ReviseDefinitionAsync(late));
        Assert.Equal((StatusCode.FailedPrecondition, "DEFINITION_REVISED_SINCE", "version"), (refused.Code, refused.Reason, refused.Fields.Single()));
        Assert.Equal(("Small review", "Second"), ((await Get(first.Definition.Name, 1)).Settings.Name, (await Get(first.Definition.Name)).Settings.Name));
        await admin.Campaigns.RetireDefinitionAsync(new() { RequestId = Caller.NewRequest(), Definition = first.Definition.Name });
        Assert.True((await Get(first.Definition.Name)).Retired);
        var launch = new LaunchCampaignRequest { RequestId = Caller.NewRequest(), Definition = first.Definition.Name, Version = 2 };
        Assert.Equal("DEFINITION_RETIRED", (await Refused.By(admin.Campaigns.LaunchCampaignAsync(launch))).Reason);
    }

    [Fact]
    public async Task Whoever_states_an_exclusion_does_not_approve_it()
    {
        var person = Caller.Person(Caller.New("person"));
        using var owner = await admin.Issue(await admin.NewIdentityOf(person, LinkRole.Person), Role.Administrator);
        var settings = ReviewScene.Settings(Nobody, "p");
        settings.Exclusions.Add(new CampaignExclusion { Condition = new() { Text = "identity.synthetic == true" }, Reason = "tests", ApprovedBy = person });
        var request = new DefineCampaignRequest { RequestId = Caller.NewRequest(), Settings = settings };
        var refused = await Refused.By(owner.Campaigns.DefineCampaignAsync(request));
        Assert.Equal((StatusCode.PermissionDenied, "settings.exclusions[0].approved_by"), (refused.Code, refused.Fields.Single()));
        var nobody = await Refused.By(admin.Campaigns.DefineCampaignAsync(request));
        Assert.Equal(("PERSON_REQUIRED", "settings.exclusions[0]"), (nobody.Reason, nobody.Fields.Single()));
        using var second = await admin.Issue(await admin.NewIdentityOf(Caller.Person(Caller.New("second")), LinkRole.Person), Role.Administrator);
        Assert.True((await second.Campaigns.DefineCampaignAsync(request)).Receipt.Changed);
    }

    [Fact]
    public async Task A_token_for_some_applications_defines_within_them_alone()
    {
        var (mine, other) = (await admin.NewApplication(), await admin.NewApplication());
        using var scoped = await admin.Issue(Role.Administrator, mine);
        var inside = ReviewScene.Settings(await admin.NewEntitlement(mine, 0), "p");
        var defined = await scoped.Campaigns.DefineCampaignAsync(new() { RequestId = Caller.NewRequest(), Settings = inside });
        var outside = ReviewScene.Settings(await admin.NewEntitlement(other, 0), "p");
        var everything = new CampaignSettings(inside) { Scope = new() { Condition = new() { Text = "risk exists" } } };
        foreach (var settings in new[] { outside, everything })
        {
            var refused = await Refused.By(scoped.Campaigns.DefineCampaignAsync(new() { RequestId = Caller.NewRequest(), Settings = settings }));
            Assert.Equal((StatusCode.PermissionDenied, "OUT_OF_SCOPE"), (refused.Code, refused.Reason));
        }
        var foreign = (await admin.Campaigns.DefineCampaignAsync(new() { RequestId = Caller.NewRequest(), Settings = outside })).Definition;
        Assert.Equal([defined.Definition.Name], (await scoped.Campaigns.ListDefinitionsAsync(new())).Definitions.Select(d => d.Name));
        Assert.Equal("OUT_OF_SCOPE", (await Refused.By(scoped.Campaigns.GetDefinitionAsync(new() { Definition = foreign.Name }))).Reason);
        var launch = new LaunchCampaignRequest { RequestId = Caller.NewRequest(), Definition = foreign.Name, Version = 1 };
        Assert.Equal("OUT_OF_SCOPE", (await Refused.By(scoped.Campaigns.LaunchCampaignAsync(launch))).Reason);
    }

    private async Task<CampaignDefinition> Get(string name, int version = 0) =>
        (await admin.Campaigns.GetDefinitionAsync(new() { Definition = name, Version = version })).Definition;

    private static CampaignSettings? Broken(string field, string how)
    {
        var settings = ReviewScene.Settings(Nobody, "p");
        if (field == "settings")
            return null;
        Break(settings, settings.Stages[0], field, how);
        return settings;
    }

    private static void Break(CampaignSettings settings, ReviewStage stage, string field, string how)
    {
        switch (field, how)
        {
            case ("settings.name", _): settings.Name = " "; break;
            case ("settings.owner", _): settings.Owner = "identities/x"; break;
            case ("settings.scope", "missing"): settings.Scope = null; break;
            case ("settings.scope", _): settings.Scope = new(); break;
            case ("settings.scope.condition.text", _): settings.Scope.Condition = new() { Text = "not risc exists" }; break;
            case ("settings.scope.condition", _): settings.Scope.Condition = new() { Text = "risk exists and not (identity == 'a' or risk == 'low')" }; break;
            case ("settings.scope.entitlements[1]", _): settings.Scope.Entitlements.Add(Nobody); break;
            case ("settings.exclusions[0].condition", _): settings.Exclusions.Add(new CampaignExclusion { Reason = "x", ApprovedBy = "persons/x" }); break;
            case ("settings.exclusions[0].approved_by", _):
                settings.Exclusions.Add(new CampaignExclusion { Condition = new() { Text = "risk exists" }, Reason = "x" });
                break;
            case ("settings.stages", _): settings.Stages.Clear(); break;
            case ("settings.calendar.zone", _): settings.Calendar.Zone = "Europe/Warszawa"; break;
            case ("settings.calendar.weekend[0]", _): settings.Calendar.Weekend[0] = Weekday.Unspecified; break;
            case ("settings.calendar.holidays[0]", _): settings.Calendar.Holidays.Add("2026-02-30"); break;
            case ("settings.rules.justification", _): settings.Rules = new(); break;
            case ("settings.notices.reminder_hours[1]", _): settings.Notices = new() { ReminderHours = { 12, 48 } }; break;
            case ("settings.recurrence", "no cron"): settings.Recurrence = "quarterly"; break;
            case ("settings.recurrence", "every minute"): settings.Recurrence = "* * * * *"; break;
            case ("settings.recurrence", _): settings.Recurrence = "0 0 31 2 *"; break;
            case ("settings.remediation.sla_days", _): settings.Remediation.SlaDays = 0; break;
            default: Break(stage, field["settings.stages[0].".Length..]); break;
        }
    }

    private static void Break(ReviewStage stage, string field)
    {
        switch (field)
        {
            case "days": stage.Days = 0; break;
            case "reviewers.rule.persons": stage.Reviewers.Rule.Persons.Clear(); break;
            case "reviewers.rule.condition.text":
                stage.Reviewers.Rule = new() { Kind = ReviewerKind.Described, Condition = new() { Text = "cause == 'import'" } };
                break;
            case "reviewers.rule.kind": stage.Reviewers.Rule.Kind = ReviewerKind.Fallback; break;
            case "strategy.quorum": stage.Strategy.Quorum = 2; break;
            case "advance_on": stage.AdvanceOn.Add(StageResult.Accepted); break;
            case "no_response": stage.NoResponse = NoResponse.Unspecified; break;
            default: throw new ArgumentOutOfRangeException(nameof(field), field, null);
        }
    }
}
