using System.Text.Json;

namespace AccessGovernance.Server.Tests.Reviews;

/// <summary>Exclusions: nobody takes their own access out of a review, whichever part they had in it.</summary>
public sealed class LeavingOutAccess(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly Caller admin = server.Administrator;

    [Theory]
    [InlineData("approves")]
    [InlineData("defines")]
    [InlineData("revises")]
    [InlineData("launches")]
    public async Task Whoever_has_a_hand_in_an_exclusion_stays_in_the_review(string part)
    {
        using var scene = await ReviewScene.Make(admin, 2);
        using var alice = await Party.Make(admin, "alice");
        using var bob = await Party.Make(admin, "bob");
        await admin.Grant(alice.Identity, scene.Entitlement);
        await admin.Grant(bob.Identity, scene.Entitlement);
        var settings = Excluding(scene, part == "approves" ? alice : bob, $"identity in ({Quoted(alice.Identity)}, {Quoted(scene.Holders[0])})");
        var (first, others) = part == "defines" ? (alice, scene.AsOwner) : (new Party(scene.AsOwner, "", ""), part == "revises" ? alice.Caller : scene.AsOwner);
        var defined = await first.Caller.Campaigns.DefineCampaignAsync(new() { RequestId = Caller.NewRequest(), Settings = settings });
        var revised = await others.Campaigns.ReviseDefinitionAsync(new()
        {
            RequestId = Caller.NewRequest(), Definition = defined.Definition.Name, Version = 1, Settings = new(settings) { Name = "Again" },
        });
        var launches = part == "launches" ? alice.Caller : scene.AsOwner;
        var preview = await launches.Campaigns.PreviewCampaignAsync(new() { Definition = revised.Definition.Name });
        Assert.Equal((3L, 1L), (preview.Items, preview.OwnAccessKept));
        var campaign = await Launch(scene, launches, revised.Definition);
        Assert.Equal((3L, 1L), (campaign.Population.Items, campaign.Population.OwnAccessKept));
        var items = await ReviewScene.List(scene.AsReviewer, campaign.Name);
        Assert.Contains(alice.Identity, items.Select(i => i.Identity));
        Assert.DoesNotContain(scene.Holders[0], items.Select(i => i.Identity));
        var told = await Summary(campaign.Name);
        Assert.Equal(1, told.GetProperty("own_access_kept").GetInt64());
        Assert.Contains(alice.Person, told.GetProperty("own_access_kept_of").EnumerateArray().Select(p => Caller.Person(p.GetString()!)));
    }

    [Fact]
    public async Task Nobody_takes_their_own_access_out_of_a_definition_nor_ends_it()
    {
        using var scene = await ReviewScene.Make(admin, 1);
        using var alice = await Party.Make(admin, "alice");
        var second = await admin.NewIdentityOf(alice.Person, LinkRole.Owner);
        await admin.Grant(second, scene.Entitlement);
        var settings = scene.Settings();
        var defined = (await scene.AsOwner.Campaigns.DefineCampaignAsync(new() { RequestId = Caller.NewRequest(), Settings = settings })).Definition.Name;
        var narrower = new CampaignSettings(settings) { Scope = new() { Entitlements = { await admin.NewEntitlement() } } };
        var revise = new ReviseDefinitionRequest { RequestId = Caller.NewRequest(), Definition = defined, Version = 1, Settings = narrower };
        var retire = new RetireDefinitionRequest { RequestId = Caller.NewRequest(), Definition = defined };
        Assert.Equal(["settings.scope"], (await Refused.By(alice.Caller.Campaigns.ReviseDefinitionAsync(revise))).Fields);
        Assert.Equal("OWN_ACCESS", (await Refused.By(alice.Caller.Campaigns.RetireDefinitionAsync(retire))).Reason);
        var renamed = new ReviseDefinitionRequest(revise) { RequestId = Caller.NewRequest(), Settings = new(settings) { Name = "Again" } };
        Assert.Equal(2, (await alice.Caller.Campaigns.ReviseDefinitionAsync(renamed)).Definition.Version);
        Assert.True((await scene.AsOwner.Campaigns.RetireDefinitionAsync(new(retire) { RequestId = Caller.NewRequest() })).Receipt.Changed);
    }

    [Fact]
    public async Task Accounts_that_become_theirs_before_the_launch_stay_too()
    {
        using var scene = await ReviewScene.Make(admin, 1);
        using var alice = await Party.Make(admin, "alice");
        var second = await admin.NewIdentity();
        await admin.Grant(second, scene.Entitlement);
        var settings = Excluding(scene, alice, $"identity == {Quoted(second)}");
        var defined = await scene.AsOwner.Campaigns.DefineCampaignAsync(new() { RequestId = Caller.NewRequest(), Settings = settings });
        var preview = await scene.AsOwner.Campaigns.PreviewCampaignAsync(new() { Definition = defined.Definition.Name });
        Assert.Equal((1L, 0L), (preview.Items, preview.OwnAccessKept));
        await admin.Identities.LinkIdentityAsync(new() { RequestId = Caller.NewRequest(), Identity = second, Person = alice.Person, Role = LinkRole.Owner });
        var campaign = await Launch(scene, scene.AsOwner, defined.Definition);
        Assert.Equal((2L, 1L), (campaign.Population.Items, campaign.Population.OwnAccessKept));
    }

    [Fact]
    public async Task Accounts_that_become_theirs_later_are_told_at_the_sign_off_which_is_not_for_them()
    {
        using var scene = await ReviewScene.Make(admin, 1);
        using var alice = await Party.Make(admin, "alice");
        var second = await admin.NewIdentity();
        await admin.Grant(second, scene.Entitlement);
        var settings = Excluding(scene, alice, $"identity == {Quoted(second)}");
        var defined = await scene.AsOwner.Campaigns.DefineCampaignAsync(new() { RequestId = Caller.NewRequest(), Settings = settings });
        var campaign = (await Launch(scene, scene.AsOwner, defined.Definition)).Name;
        await admin.Identities.LinkIdentityAsync(new() { RequestId = Caller.NewRequest(), Identity = second, Person = alice.Person, Role = LinkRole.Person });
        Assert.Null(await scene.Decide(scene.AsReviewer, campaign, 1, ReviewAnswer.Certify));
        await scene.AsReviewer.Reviews.SignOffAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign });
        await scene.When(campaign, c => c.Status == CampaignStatus.Remediation);
        var sign = new SignOffCampaignRequest { RequestId = Caller.NewRequest(), Campaign = campaign, Role = "owner" };
        Assert.Equal("OWN_ACCESS", (await Refused.By(alice.Caller.Campaigns.SignOffCampaignAsync(new(sign) { RequestId = Caller.NewRequest() }))).Reason);
        await scene.AsOwner.Campaigns.SignOffCampaignAsync(sign);
        Assert.Equal((0L, 1L), (await scene.When(campaign, _ => true)).Population is var p ? (p.OwnAccessKept, p.OwnAccessLeftOut) : default);
        var told = await Summary(campaign);
        Assert.Equal(1, told.GetProperty("own_access_left_out").GetInt64());
        Assert.Equal(alice.Person, Caller.Person(told.GetProperty("own_access_left_out_of").EnumerateArray().Single().GetString()!));
    }

    [Fact]
    public async Task Nobody_launches_with_exclusions_as_nobody()
    {
        using var scene = await ReviewScene.Make(admin, 1);
        using var alice = await Party.Make(admin, "alice");
        var settings = Excluding(scene, alice, "identity.synthetic == true");
        var defined = await scene.AsOwner.Campaigns.DefineCampaignAsync(new() { RequestId = Caller.NewRequest(), Settings = settings });
        var launch = new LaunchCampaignRequest { RequestId = Caller.NewRequest(), Definition = defined.Definition.Name, Version = 1 };
        var refused = await Refused.By(admin.Campaigns.LaunchCampaignAsync(launch));
        Assert.Equal((StatusCode.PermissionDenied, "PERSON_REQUIRED", "definition"), (refused.Code, refused.Reason, refused.Fields.Single()));
    }

    private static CampaignSettings Excluding(ReviewScene scene, Party approver, string condition)
    {
        var settings = scene.Settings();
        settings.Exclusions.Add(new CampaignExclusion { Condition = new() { Text = condition }, Reason = "known", ApprovedBy = approver.Person });
        return settings;
    }

    private static async Task<Campaign> Launch(ReviewScene scene, Caller by, CampaignDefinition definition)
    {
        var launched = await by.Campaigns.LaunchCampaignAsync(new()
        {
            RequestId = Caller.NewRequest(), Definition = definition.Name, Version = definition.Version, EverythingIntended = true,
        });
        return await scene.When(launched.Campaign.Name, c => c.Status == CampaignStatus.InReview);
    }

    private async Task<JsonElement> Summary(string campaign)
    {
        using var call = admin.Campaigns.GetReport(new() { Campaign = campaign, Format = ReportFormat.Json });
        using var bytes = new MemoryStream();
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
            bytes.Write(call.ResponseStream.Current.Chunk.Span);
        using var json = JsonDocument.Parse(bytes.ToArray());
        return json.RootElement.GetProperty("population").Clone();
    }

    private static string Quoted(string identity) => $"'{Uri.UnescapeDataString(identity["identities/".Length..])}'";

    /// <summary>A person with an account that may administer.</summary>
    private sealed record Party(Caller Caller, string Identity, string Person) : IDisposable
    {
        public static async Task<Party> Make(Caller admin, string name)
        {
            var person = Caller.Person(Caller.New(name));
            var identity = await admin.NewIdentityOf(person, LinkRole.Person);
            return new(await admin.Issue(identity, Role.Administrator), identity, person);
        }

        public void Dispose() => Caller.Dispose();
    }
}
