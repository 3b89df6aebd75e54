namespace AccessGovernance.Server.Tests.Reviews;

/// <summary>A token that is limited to applications learns from campaigns nothing that lies outside, and nothing of who people are.</summary>
[Trait("Rule", "5")]
public sealed class LimitedCampaigns(RunningServer server) : IClassFixture<RunningServer>, IAsyncLifetime
{
    private readonly Caller admin = server.Administrator;
    private string mine = "";
    private string inside = "";
    private string outside = "";

    public async Task InitializeAsync()
    {
        mine = await admin.NewApplication();
        (inside, outside) = (await admin.NewEntitlement(mine, 0), await admin.NewEntitlement());
        foreach (var person in new[] { "owner", "p" })
            await admin.NewIdentityOf(Caller.Person(person), LinkRole.Person);
        await admin.Grant(await admin.NewIdentityOf(Caller.Person(Caller.New("inside")), LinkRole.Person), inside);
        await admin.Grant(await admin.NewIdentityOf(Caller.Person(Caller.New("outside")), LinkRole.Person), outside);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory, InlineData("rule"), InlineData("fallback"), InlineData("additional[0]")]
    public async Task A_group_outside_tells_nobody_who_is_in_it(string place)
    {
        foreach (var (group, refused) in new[] { (outside, true), (inside, false) })
        {
            var settings = With(place, new() { Kind = ReviewerKind.GovernanceGroup, Group = group });
            await AssertRefused(settings, refused ? "OUT_OF_SCOPE" : null, $"settings.stages[0].reviewers.{place}.group");
        }
    }

    [Fact]
    public async Task Conditions_about_personal_data_are_for_those_who_see_it()
    {
        var described = With("rule", new() { Kind = ReviewerKind.Described, Condition = new() { Text = "name starts with 'ZQ'" } });
        await AssertRefused(described, "PERSONAL_DATA", "settings.stages[0].reviewers.rule.condition");
        var scoped = Settings();
        scoped.Scope.Condition = new() { Text = "manager == 'P-x'" };
        await AssertRefused(scoped, "PERSONAL_DATA", "settings.scope.condition");
        var excluding = Settings();
        excluding.Exclusions.Add(new CampaignExclusion
        {
            Condition = new() { Text = "attribute.shoe_size == '43'" }, Reason = "they do not count", ApprovedBy = Caller.Person("p"),
        });
        await AssertRefused(excluding, "PERSONAL_DATA", "settings.exclusions[0].condition");
        scoped.Scope.Condition = new() { Text = "identity.kind == 'employee'" };
        await AssertRefused(scoped, null, "");
    }

    [Fact]
    public async Task Neither_are_those_of_a_definition_that_somebody_else_made()
    {
        var settings = With("rule", new() { Kind = ReviewerKind.GovernanceGroup, Group = outside });
        var definition = (await admin.Campaigns.DefineCampaignAsync(new() { RequestId = Caller.NewRequest(), Settings = settings })).Definition.Name;
        using var limited = await admin.Issue(Role.Administrator, mine);
        Assert.Equal("OUT_OF_SCOPE", (await Refused.By(limited.Campaigns.PreviewCampaignAsync(new() { Definition = definition }))).Reason);
        var launch = new LaunchCampaignRequest { RequestId = Caller.NewRequest(), Definition = definition, Version = 1 };
        Assert.Equal("OUT_OF_SCOPE", (await Refused.By(limited.Campaigns.LaunchCampaignAsync(launch))).Reason);
    }

    [Fact]
    public async Task How_much_access_there_is_outside_is_not_told()
    {
        using var limited = await admin.Issue(Role.Auditor, mine);
        var preview = new PreviewCampaignRequest { Settings = Settings() };
        var told = await admin.Campaigns.PreviewCampaignAsync(preview);
        Assert.True(told.Considered > told.Items);
        var hidden = await limited.Campaigns.PreviewCampaignAsync(preview);
        Assert.Equal((told.Items, 0L), (hidden.Items, hidden.Considered));
    }

    private async Task AssertRefused(CampaignSettings settings, string? reason, string field)
    {
        using var limited = await admin.Issue(Role.Administrator, mine);
        foreach (var call in new Task[]
        {
            limited.Campaigns.PreviewCampaignAsync(new() { Settings = settings }).ResponseAsync,
            limited.Campaigns.DefineCampaignAsync(new() { RequestId = Caller.NewRequest(), Settings = settings }).ResponseAsync,
        })
        {
            var refused = await Refused.IfAny(call);
            Assert.Equal(reason, refused?.Reason);
            Assert.Contains(field, refused?.Message ?? field, StringComparison.Ordinal);
        }
    }

    private CampaignSettings Settings()
    {
        var settings = ReviewScene.Settings(inside, "p");
        settings.Scope = new() { Applications = { mine } };
        return settings;
    }

    private CampaignSettings With(string place, ReviewerRule rule)
    {
        var settings = Settings();
        var reviewers = settings.Stages[0].Reviewers;
        if (place == "rule")
            reviewers.Rule = rule;
        else if (place == "fallback")
            reviewers.Fallback = rule;
        else
            reviewers.Additional.Add(rule);
        return settings;
    }
}
