using System.Globalization;

namespace AccessGovernance.Server.Tests.Running;

/// <summary>A small review: some people who hold one entitlement, and one person who reviews that. Nothing in it is shared with other tests.</summary>
public sealed class ReviewScene : IDisposable
{
    private const int MaxChanges = 1_000;

    private ReviewScene(Caller admin, string entitlement) => (Admin, Entitlement) = (admin, entitlement);

    public Caller Admin { get; }

    public string Entitlement { get; }

    public string Reviewer { get; } = Caller.Person(Caller.New("reviewer"));

    /// <summary>Somebody else, who may take a reviewer's place.</summary>
    public string Deputy { get; } = Caller.Person(Caller.New("deputy"));

    /// <summary>With a reviewer's token.</summary>
    public Caller AsReviewer { get; private set; } = null!;
    public Caller AsDeputy { get; private set; } = null!;

    /// <summary>An administrator who is a person.</summary>
    public Caller AsOwner { get; private set; } = null!;

    public List<string> Holders { get; } = [];

    public static async Task<ReviewScene> Make(Caller admin, int holders)
    {
        var scene = new ReviewScene(admin, await admin.NewEntitlement());
        scene.AsReviewer = await admin.Issue(await admin.NewIdentityOf(scene.Reviewer, LinkRole.Person), Role.Reviewer);
        scene.AsDeputy = await admin.Issue(await admin.NewIdentityOf(scene.Deputy, LinkRole.Person), Role.Reviewer);
        scene.AsOwner = await admin.Issue(await admin.NewIdentityOf(Caller.Person(Caller.New("owner")), LinkRole.Person), Role.Administrator);
        await admin.NewIdentityOf(Caller.Person("owner"), LinkRole.Person);
        for (var i = 0; i < holders; i++)
        {
            var identity = await admin.NewIdentityOf(Caller.Person(Caller.New("holder")), LinkRole.Person);
            await admin.Grant(identity, scene.Entitlement);
            scene.Holders.Add(identity);
        }
        return scene;
    }

    /// <summary>One stage of five days by named persons, everything needing a justification that changes something.</summary>
    public static CampaignSettings Settings(string entitlement, params string[] reviewers) => new()
    {
        Name = "Small review", Owner = Caller.Person("owner"), Scope = new() { Entitlements = { entitlement } },
        Stages =
        {
            new ReviewStage
            {
                Name = "Named", Reviewers = new() { Rule = new() { Kind = ReviewerKind.Named, Persons = { reviewers.Select(Named) } } }, Days = 5,
                Strategy = new() { Kind = StrategyKind.OneDenyDenies }, Visible = EarlierDecisions.Everything, NoResponse = NoResponse.Keep,
            },
        },
        Calendar = new() { Zone = "Europe/Warsaw", Weekend = { Weekday.Saturday, Weekday.Sunday } },
        Rules = new() { Justification = JustificationRule.OnChange }, Remediation = new() { Mode = RemediationMode.Automated, SlaDays = 5 },
    };

    public CampaignSettings Settings() => Settings(Entitlement, Reviewer);

    /// <summary>The same, and access that is revoked is still held until somebody takes it away.</summary>
    public CampaignSettings ReportOnly() => new(Settings()) { Remediation = new() { Mode = RemediationMode.ReportOnly, SlaDays = 5 } };

    /// <summary>Defines and launches, and waits until it is in review.</summary>
    public async Task<string> Launch(CampaignSettings settings)
    {
        var definition = (await Admin.Campaigns.DefineCampaignAsync(new() { RequestId = Caller.NewRequest(), Settings = settings })).Definition;
        var launched = await Admin.Campaigns.LaunchCampaignAsync(new()
        {
            RequestId = Caller.NewRequest(), Definition = definition.Name, Version = 1, EverythingIntended = true, UnassignedIntended = true,
        });
        await When(launched.Campaign.Name, c => c.Status != CampaignStatus.Launching);
        return launched.Campaign.Name;
    }

    public async Task<string> Launch() => await Launch(Settings());

    /// <summary>A campaign of which everything was revoked, with a case for each item.</summary>
    public async Task<string> Revoked() => await Revoked(Settings());

    public async Task<string> Revoked(CampaignSettings settings)
    {
        var campaign = await Launch(settings);
        for (var item = 1; item <= Holders.Count; item++)
            Assert.Null(await Decide(AsReviewer, campaign, item, ReviewAnswer.Revoke, "not needed"));
        await AsReviewer.Reviews.SignOffAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign });
        await When(campaign, c => c.Cases.Sum(t => t.Cases) == Holders.Count);
        return campaign;
    }

    /// <summary>The campaign as soon as something is so: asked again whenever something was recorded.</summary>
    public async Task<Campaign> When(string campaign, Func<Campaign, bool> holds)
    {
        var token = "";
        for (var i = 0; i < MaxChanges; i++)
        {
            var asked = await Admin.Campaigns.GetCampaignAsync(new() { Campaign = campaign, AtLeast = token });
            if (holds(asked.Campaign))
                return asked.Campaign;
            token = Next(asked.Basis.Token);
        }
        throw new InvalidOperationException($"It did not come to that within {MaxChanges} changes.");
    }

    public async Task<Refused?> Decide(Caller by, string campaign, int item, ReviewAnswer answer, string why = "") => await Refused.IfAny(
        by.Reviews.DecideItemAsync(new()
        {
            RequestId = Caller.NewRequest(), Campaign = campaign, Item = item, Answer = answer, Justification = why,
        }).ResponseAsync);

    public static async Task<IReadOnlyList<WorkItem>> List(Caller by, string campaign, params WorkState[] states) =>
        (await by.Reviews.ListWorkItemsAsync(new() { Campaign = campaign, States = { states } })).Items;

    public void Dispose()
    {
        AsReviewer.Dispose();
        AsDeputy.Dispose();
        AsOwner.Dispose();
    }

    /// <summary>The position after the one that a token names.</summary>
    public static string Next(string token)
    {
        var place = token.LastIndexOf('-') + 1;
        return token[..place] + (long.Parse(token[place..], CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
    }

    private static string Named(string person) => person.StartsWith("persons/", StringComparison.Ordinal) ? person : Caller.Person(person);
}
