namespace AccessGovernance.Server.Tests.Reviews;

/// <summary>A work list by what its items have in common: counted over the whole list, and found again by the filters of the list.</summary>
public sealed class GroupingItems(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly Caller admin = server.Administrator;

    [Fact]
    public async Task Groups_count_what_the_list_has_the_highest_risk_first()
    {
        using var scene = await ReviewScene.Make(admin, 3);
        var risky = await Risky(await admin.NewApplication());
        await admin.Grant(scene.Holders[0], risky);
        var campaign = await scene.Launch(Both(scene, risky));
        var people = (await By(scene, campaign, WorkGrouping.Identity)).Groups;
        Assert.Equal((scene.Holders[0], 2, 2, Risk.High), (people[0].Identity, people[0].Items, people[0].Open, people[0].Risk));
        Assert.Equal(scene.Holders.Skip(1).Order(StringComparer.Ordinal), people.Skip(1).Select(p => p.Identity).Order(StringComparer.Ordinal));
        foreach (var item in await ReviewScene.List(scene.AsReviewer, campaign))
        {
            if (item.Entitlement == risky)
                Assert.Null(await scene.Decide(scene.AsReviewer, campaign, item.Item, ReviewAnswer.Certify));
        }
        var entitlements = await By(scene, campaign, WorkGrouping.Entitlement);
        Assert.Equal(
            [(risky, 1, 0, Risk.High), (scene.Entitlement, 3, 3, Risk.Low)], entitlements.Groups.Select(g => (g.Entitlement, g.Items, g.Open, g.Risk)));
        Assert.Equal((2, ""), (entitlements.Count, entitlements.Groups[0].Identity + entitlements.Groups[0].Application));
        var open = await scene.AsReviewer.Reviews.ListWorkGroupsAsync(
            new() { Campaign = campaign, GroupBy = WorkGrouping.Application, States = { WorkState.Open }, Limit = 1 });
        Assert.Equal((1, 3), (open.Count, open.Groups.Single().Items));
        Assert.Empty((await By(scene, campaign, WorkGrouping.Identity, scene.AsDeputy)).Groups);
    }

    [Theory]
    [InlineData(WorkGrouping.Unspecified, 0, "group_by")]
    [InlineData(WorkGrouping.Identity, 1_001, "limit")]
    public async Task What_cannot_be_grouped_so_is_named(WorkGrouping by, int limit, string field)
    {
        using var scene = await ReviewScene.Make(admin, 0);
        var asked = scene.AsReviewer.Reviews.ListWorkGroupsAsync(new() { GroupBy = by, Limit = limit });
        Assert.Equal([field], (await Refused.By(asked)).Fields);
    }

    private async Task<string> Risky(string application)
    {
        var name = Caller.Entitlement(Caller.New("entitlement"));
        await admin.Entitlements.DefineEntitlementAsync(new()
        {
            RequestId = Caller.NewRequest(), Entitlement = name, Application = application, Kind = EntitlementKind.Role, Risk = Risk.High,
        });
        return name;
    }

    private static CampaignSettings Both(ReviewScene scene, string more) =>
        new(scene.Settings()) { Scope = new() { Entitlements = { scene.Entitlement, more } } };

    private static async Task<ListWorkGroupsResponse> By(ReviewScene scene, string campaign, WorkGrouping by, Caller? caller = null) =>
        await (caller ?? scene.AsReviewer).Reviews.ListWorkGroupsAsync(new() { Campaign = campaign, GroupBy = by });
}
