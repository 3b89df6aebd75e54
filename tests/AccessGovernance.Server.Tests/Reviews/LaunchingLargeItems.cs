namespace AccessGovernance.Server.Tests.Reviews;

/// <summary>Campaigns whose items are larger together than an event of the history.</summary>
public sealed class LaunchingLargeItems(RunningServer server) : IClassFixture<RunningServer>
{
    /// <summary>Ids of 256 bytes, the longest there are.</summary>
    private const int IdBytes = 256;

    private readonly Caller admin = server.Administrator;

    [Fact]
    public async Task A_part_with_much_that_follows_from_its_items_is_launched_and_decided()
    {
        const int Holders = 12;
        const int Implied = 100;
        using var scene = await ReviewScene.Make(admin, Holders);
        var settings = await With(scene, Implied);
        var campaign = await scene.Launch(settings);
        var now = await scene.When(campaign, c => c.Status != CampaignStatus.Launching);
        Assert.Equal((CampaignStatus.InReview, (long)Holders), (now.Status, now.Population.Items));
        Assert.Null(await scene.Decide(scene.AsReviewer, campaign, Holders, ReviewAnswer.Certify));
        var last = await scene.AsReviewer.Reviews.GetWorkItemAsync(new() { Campaign = campaign, Item = Holders });
        Assert.Equal(Implied, last.Implied.Count);
        Assert.Equal(ReviewAnswer.Certify, last.Item.Answer);
    }

    /// <summary>A campaign of the scene's entitlement, which confers so many others, all in its scope.</summary>
    private async Task<CampaignSettings> With(ReviewScene scene, int implied)
    {
        var (settings, application) = (scene.Settings(), await admin.NewApplication());
        for (var i = 0; i < implied; i++)
        {
            var name = Long(i);
            await admin.Entitlements.DefineEntitlementAsync(new()
            {
                RequestId = Caller.NewRequest(), Entitlement = name, Application = application, Kind = EntitlementKind.Permission,
            });
            await admin.Confer(scene.Entitlement, name);
            settings.Scope.Entitlements.Add(name);
        }
        return settings;
    }

    private static string Long(int number) => Caller.Entitlement($"{Caller.New("permission")}-{number}-".PadRight(IdBytes, 'x'));
}
