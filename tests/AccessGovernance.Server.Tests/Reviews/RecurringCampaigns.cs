using Google.Protobuf.WellKnownTypes;

namespace AccessGovernance.Server.Tests.Reviews;

/// <summary>A definition that recurs is launched by itself, once for what came due last, whatever happened in between.</summary>
public sealed class RecurringCampaigns
{
    private const int MaxChanges = 1_000;

    [Fact]
    public async Task What_came_due_last_is_launched_once()
    {
        using var folder = new TemporaryFolder();
        var (definition, retired, first) = await Defined(folder);
        Campaign second;
        await using (var later = await ServerProcess.Start(folder.Path, "--clock-offset-ms", $"{Ahead(3)}"))
        {
            using var admin = Caller.Administrator(later);
            second = (await Campaigns(admin, definition, 2)).Single(c => c.Name != first);
            var due = new DateTimeOffset(DateTimeOffset.UtcNow.AddMilliseconds(Ahead(3)).Date, TimeSpan.Zero);
            Assert.Equal((Timestamp.FromDateTimeOffset(due), 1, "system"), (second.ValidAt, second.DefinitionVersion, second.LaunchedBy));
            await later.Kill();
        }
        await using var again = await ServerProcess.Start(folder.Path, "--clock-offset-ms", $"{Ahead(5)}");
        using var caller = Caller.Administrator(again);
        var all = await Campaigns(caller, definition, 3);
        Assert.Contains(all, c => c.Name == second.Name);
        Assert.Equal(3, all.Select(c => c.ValidAt).Distinct().Count());
        Assert.Empty(await Campaigns(caller, retired, 0));
        // What somebody had seen at the first launch counts for the ones that follow.
        foreach (var campaign in all)
            Assert.NotEqual(CampaignStatus.Cancelled, (await Decided(caller, campaign.Name)).Status);
    }

    [Fact]
    public async Task The_owner_is_told_once_of_what_was_due_and_could_not_begin()
    {
        using var folder = new TemporaryFolder();
        string definition;
        await using (var server = await ServerProcess.Start(folder.Path))
        {
            using var admin = Caller.Administrator(server);
            using var scene = await ReviewScene.Make(admin, 0);
            var settings = new CampaignSettings(scene.Settings()) { Recurrence = "0 0 * * *", Calendar = new() { Zone = "Etc/UTC" } };
            definition = (await admin.Campaigns.DefineCampaignAsync(new() { RequestId = Caller.NewRequest(), Settings = settings })).Definition.Name;
            await server.Stop();
        }
        var today = DateTimeOffset.UtcNow.AddMilliseconds(Ahead(3)).Date;
        foreach (var hour in new[] { 1, 2 })
        {
            var ahead = (long)(today.AddHours(hour) - DateTime.UtcNow).TotalMilliseconds;
            await using var later = await ServerProcess.Start(folder.Path, "--clock-offset-ms", $"{ahead}");
            using var watching = Caller.Administrator(later);
            var campaign = (await Campaigns(watching, definition, 1)).Single();
            var told = await Told(watching, campaign.Name);
            Assert.Equal((MessageKind.Deadline, "persons/owner", 0L, campaign.ValidAt), (told.Kind, told.Person, told.Items, told.DueAt));
            Assert.Equal(CampaignStatus.Cancelled, (await Decided(watching, campaign.Name)).Status);
            Assert.Equal(hour == 1, later.Output.Contains("was cancelled before it began", StringComparison.Ordinal));
            await later.Stop();
        }
    }

    private static async Task<CampaignMessage> Told(Caller by, string campaign)
    {
        var token = "";
        while (true)
        {
            var asked = await by.Campaigns.ListMessagesAsync(new() { Campaign = campaign, AtLeast = token });
            if (asked.Messages.Count > 0 && asked.Messages.All(m => m.Deliveries.All(d => d.State == DeliveryState.Delivered)))
                return asked.Messages.Single();
            token = ReviewScene.Next(asked.Basis.Token);
        }
    }

    private static async Task<(string Definition, string Retired, string First)> Defined(TemporaryFolder folder)
    {
        await using var server = await ServerProcess.Start(folder.Path);
        using var admin = Caller.Administrator(server);
        using var scene = await ReviewScene.Make(admin, 2);
        // At midnight: a test that runs just then sees one campaign more in the beginning, not another end.
        var settings = new CampaignSettings(scene.Settings()) { Recurrence = "0 0 * * *", Calendar = new() { Zone = "Etc/UTC" } };
        var first = await scene.Launch(settings);
        var retired = (await admin.Campaigns.DefineCampaignAsync(new() { RequestId = Caller.NewRequest(), Settings = settings })).Definition;
        Assert.Equal(DateTimeOffset.UtcNow.Date.AddDays(1), retired.NextLaunchAt.ToDateTime());
        await admin.Campaigns.RetireDefinitionAsync(new() { RequestId = Caller.NewRequest(), Definition = retired.Name });
        var definition = (await scene.When(first, _ => true)).Definition;
        await server.Kill();
        return (definition, retired.Name, first);
    }

    private static long Ahead(int days) => (long)TimeSpan.FromDays(days).TotalMilliseconds;

    private static async Task<IReadOnlyList<Campaign>> Campaigns(Caller admin, string definition, int atLeast)
    {
        var token = "";
        for (var i = 0; i < MaxChanges; i++)
        {
            var asked = await admin.Campaigns.ListCampaignsAsync(new() { Definition = definition, AtLeast = token });
            if (asked.Campaigns.Count >= atLeast)
                return asked.Campaigns;
            token = ReviewScene.Next(asked.Basis.Token);
        }
        throw new InvalidOperationException($"There were no {atLeast} campaigns within {MaxChanges} changes.");
    }

    private static async Task<Campaign> Decided(Caller admin, string campaign)
    {
        var token = "";
        while (true)
        {
            var asked = await admin.Campaigns.GetCampaignAsync(new() { Campaign = campaign, AtLeast = token });
            if (asked.Campaign.Status != CampaignStatus.Launching)
                return asked.Campaign;
            token = ReviewScene.Next(asked.Basis.Token);
        }
    }
}
