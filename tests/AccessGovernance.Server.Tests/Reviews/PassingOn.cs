namespace AccessGovernance.Server.Tests.Reviews;

/// <summary>Who comes after reviewers who delegate, leave or do not answer, over the API of a real server; and what is opened again.</summary>
public sealed class PassingOn
{
    private const int MaxChanges = 1_000;

    [Fact]
    public async Task Whoever_is_chosen_instead_is_told_at_once_and_once()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.Start(folder.Path);
        using var admin = Caller.Administrator(server);
        using var scene = await ReviewScene.Make(admin, 3);
        var (campaign, third) = (await scene.Launch(), Caller.Person(Caller.New("third")));
        await admin.NewIdentityOf(third, LinkRole.Person);
        await Delegate(scene, campaign, 1);
        var told = (await Told(admin, campaign, 1)).Single();
        Assert.Equal((scene.Deputy, 1L), (told.Person, told.Items));
        await Delegate(scene, campaign, 2);
        await admin.Reviews.ReplaceReviewerAsync(
            new() { RequestId = Caller.NewRequest(), Campaign = campaign, Item = 3, Reviewer = scene.Reviewer, By = third });
        Assert.Equal([scene.Deputy, third], (await Told(admin, campaign, 2)).Select(m => m.Person));
    }

    [Fact]
    public async Task Who_left_is_replaced_by_their_manager_and_both_stay_on_record()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.Start(folder.Path);
        using var admin = Caller.Administrator(server);
        using var scene = await ReviewScene.Make(admin, 2);
        var own = await Managed(admin, scene.Reviewer, scene.Deputy);
        var campaign = await scene.Launch();
        Assert.Null(await scene.Decide(scene.AsReviewer, campaign, 1, ReviewAnswer.Certify));
        foreach (var identity in new[] { own, await Account(admin, scene.Reviewer, own) })
            await admin.Identities.TerminateIdentityAsync(new() { RequestId = Caller.NewRequest(), Identity = identity, Reason = "left" });
        Assert.Equal(scene.Deputy, (await Told(admin, campaign, 1)).Single().Person);
        var passed = (await admin.Reviews.GetWorkItemAsync(new() { Campaign = campaign, Item = 2 })).Reviewers.Single();
        Assert.Equal((scene.Deputy, scene.Reviewer, false), (passed.Person, passed.Before.Single().Person, passed.Before.Single().Delegated));
        var kept = (await admin.Reviews.GetWorkItemAsync(new() { Campaign = campaign, Item = 1 })).Reviewers.Single();
        Assert.Equal((scene.Reviewer, ReviewAnswer.Certify), (kept.Person, kept.Answer));
        Assert.Null(await scene.Decide(scene.AsDeputy, campaign, 2, ReviewAnswer.Certify));
    }

    [Theory]
    [InlineData(EscalationKind.AddManager)]
    [InlineData(EscalationKind.ReplaceByManager)]
    public async Task An_escalation_reaches_the_manager_of_everybody_who_is_silent(EscalationKind kind)
    {
        using var folder = new TemporaryFolder();
        var managers = new[] { Caller.Person(Caller.New("boss a")), Caller.Person(Caller.New("boss b")) };
        var (campaign, silent, ahead) = await Silent(folder, kind, managers);
        await using var later = await ServerProcess.Start(folder.Path, "--clock-offset-ms", $"{ahead}");
        using var watching = Caller.Administrator(later);
        Assert.Equal(managers.Order(StringComparer.Ordinal), (await Told(watching, campaign, 2)).Select(m => m.Person).Order(StringComparer.Ordinal));
        foreach (var item in new[] { 1, 2 })
        {
            var places = (await watching.Reviews.GetWorkItemAsync(new() { Campaign = campaign, Item = item })).Reviewers;
            Assert.Equal(kind == EscalationKind.AddManager ? [.. silent, .. managers] : managers, places.Select(p => p.Person));
        }
    }

    /// <summary>A campaign of two reviewers with a manager each, and by how much a clock goes ahead at which that matters.</summary>
    private static async Task<(string Campaign, string[] Silent, long Ahead)> Silent(TemporaryFolder folder, EscalationKind kind, string[] managers)
    {
        await using var server = await ServerProcess.Start(folder.Path);
        using var admin = Caller.Administrator(server);
        using var scene = await ReviewScene.Make(admin, 2);
        string[] silent = [scene.Reviewer, scene.Deputy];
        foreach (var (person, manager) in silent.Zip(managers))
        {
            await admin.NewIdentityOf(manager, LinkRole.Person);
            await Managed(admin, person, manager);
        }
        var settings = ReviewScene.Settings(scene.Entitlement, silent);
        settings.Notices = new() { Escalation = new() { Kind = kind, HoursBefore = 48 } };
        var campaign = await scene.Launch(settings);
        var deadline = (await scene.When(campaign, _ => true)).Stages[0].DeadlineAt.ToDateTimeOffset();
        await server.Stop();
        // It ends at once, whatever its campaigns were doing.
        Assert.DoesNotContain("failed to deactivate", server.Output, StringComparison.Ordinal);
        return (campaign, silent, (long)(deadline - TimeSpan.FromHours(47) - TimeProvider.System.GetUtcNow()).TotalMilliseconds);
    }

    [Fact]
    public async Task An_iteration_opens_again_what_nobody_answered()
    {
        using var folder = new TemporaryFolder();
        string campaign, definition, holder;
        long ahead;
        await using (var server = await ServerProcess.Start(folder.Path))
        {
            using var admin = Caller.Administrator(server);
            using var scene = await ReviewScene.Make(admin, 3);
            campaign = await scene.Launch();
            Assert.Null(await scene.Decide(scene.AsReviewer, campaign, 1, ReviewAnswer.Certify));
            Assert.Null(await scene.Decide(scene.AsReviewer, campaign, 3, ReviewAnswer.Revoke, "left"));
            var now = await scene.When(campaign, _ => true);
            (definition, ahead) = (now.Definition, (long)(now.Stages[0].DeadlineAt.ToDateTimeOffset() - TimeProvider.System.GetUtcNow()).TotalMilliseconds);
            holder = (await ReviewScene.List(scene.AsReviewer, campaign)).Single(i => i.Item == 2).Identity;
            await server.Stop();
        }
        await using var later = await ServerProcess.Start(folder.Path, "--clock-offset-ms", $"{ahead + 60_000}");
        using var again = Caller.Administrator(later);
        await Until(again, campaign, c => c.Status == CampaignStatus.Remediation);
        var launched = await again.Campaigns.LaunchCampaignAsync(new()
        {
            RequestId = Caller.NewRequest(), Definition = definition, Version = 1, IterationOf = campaign, EverythingIntended = true,
        });
        var iteration = await Until(again, launched.Campaign.Name, c => c.Status == CampaignStatus.InReview);
        Assert.Equal((1L, campaign), (iteration.Population.Items, iteration.IterationOf));
        Assert.Equal(holder, (await again.Reviews.GetWorkItemAsync(new() { Campaign = iteration.Name, Item = 1 })).Item.Identity);
    }

    private static async Task Delegate(ReviewScene scene, string campaign, int item) => await scene.AsReviewer.Reviews.DelegateItemAsync(
        new() { RequestId = Caller.NewRequest(), Campaign = campaign, Item = item, To = scene.Deputy });

    /// <summary>Gives a person one more identity, which names their manager.</summary>
    private static async Task<string> Managed(Caller admin, string person, string manager)
    {
        var identity = await admin.NewIdentityOf(person, LinkRole.Person);
        await admin.Identities.UpdateIdentityAsync(new()
        {
            RequestId = Caller.NewRequest(), Identity = identity, Attributes = { ["manager"] = Uri.UnescapeDataString(manager["persons/".Length..]) },
            UpdateMask = new() { Paths = { "attributes.manager" } },
        });
        return identity;
    }

    /// <summary>The other identity of a person.</summary>
    private static async Task<string> Account(Caller admin, string person, string but)
    {
        var condition = new Condition { Text = $"identity.persons has '{Uri.UnescapeDataString(person["persons/".Length..])}'" };
        return (await admin.Identities.ListIdentitiesAsync(new() { Condition = condition })).Identities.Select(i => i.Name).Single(n => n != but);
    }

    /// <summary>The messages about items that were passed on, as soon as there are so many.</summary>
    private static async Task<IReadOnlyList<CampaignMessage>> Told(Caller by, string campaign, int count)
    {
        var token = "";
        for (var i = 0; i < MaxChanges; i++)
        {
            var asked = await by.Campaigns.ListMessagesAsync(new() { Campaign = campaign, AtLeast = token });
            if (asked.Messages.Where(m => m.Kind == MessageKind.Escalation).ToList() is var told && told.Count >= count)
                return told;
            token = ReviewScene.Next(asked.Basis.Token);
        }
        throw new InvalidOperationException($"It did not come to that within {MaxChanges} changes.");
    }

    private static async Task<Campaign> Until(Caller by, string campaign, Func<Campaign, bool> holds)
    {
        var token = "";
        for (var i = 0; i < MaxChanges; i++)
        {
            var asked = await by.Campaigns.GetCampaignAsync(new() { Campaign = campaign, AtLeast = token });
            if (holds(asked.Campaign))
                return asked.Campaign;
            token = ReviewScene.Next(asked.Basis.Token);
        }
        throw new InvalidOperationException($"It did not come to that within {MaxChanges} changes.");
    }
}
