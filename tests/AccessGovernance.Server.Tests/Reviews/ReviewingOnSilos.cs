namespace AccessGovernance.Server.Tests.Reviews;

/// <summary>A campaign whose parts live on two silos: what one has closed, the other counts.</summary>
public sealed class ReviewingOnSilos : IAsyncLifetime
{
    /// <summary>Two parts, and several times: which silo a part lives on is chosen by chance.</summary>
    private const int Holders = 210;
    private const int Times = 3;

    private SiloCluster cluster = null!;

    public async Task InitializeAsync()
    {
        if (PostgresProcess.Programs is not null)
            cluster = await SiloCluster.Start();
    }

    public async Task DisposeAsync()
    {
        if (cluster is not null)
            await cluster.DisposeAsync();
    }

    [PostgresFact]
    public async Task A_stage_ends_with_the_figures_of_all_its_parts()
    {
        using var a = Caller.Administrator(await cluster.Silo("a"));
        using var b = Caller.Administrator(await cluster.Silo("b"));
        using var scene = await ReviewScene.Make(a, Holders);
        using var onB = await b.Issue(await b.NewIdentityOf(scene.Reviewer, LinkRole.Person), Role.Reviewer);
        for (var i = 0; i < Times; i++)
        {
            var campaign = await scene.Launch();
            var half = Holders / 2;
            await Certify(scene.AsReviewer, campaign, 1, half);
            await Certify(onB, campaign, half + 1, Holders - half);
            var signed = await onB.Reviews.SignOffAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign });
            Assert.Equal(((long)Holders, 0), (signed.SignedOff, signed.Refused.Count));
            var ended = await scene.When(campaign, c => c.Status == CampaignStatus.Remediation);
            var tally = ended.Stages[0].Tally;
            Assert.Equal(((long)Holders, (long)Holders, (long)Holders, (long)Holders), (tally.Items, tally.Answered, tally.SignedOff, ended.Items.Certified));
        }
    }

    [PostgresFact]
    public async Task Why_a_step_failed_is_said_by_the_silo_that_did_not_take_it_too()
    {
        string campaign, reviewer;
        var before = await cluster.Silo("a");
        using (var admin = Caller.Administrator(before))
        {
            using var scene = await ReviewScene.Make(admin, 1);
            (campaign, reviewer) = (await scene.Launch(), scene.Reviewer);
            await before.Stop();
        }
        // The end of a stage is told in the zone of the campaign.
        var (first, second) = (await cluster.SiloWithoutZones("a"), await cluster.SiloWithoutZones("b"));
        using var a = Caller.Administrator(first);
        using var b = Caller.Administrator(second);
        using var onA = await a.Issue(await a.NewIdentityOf(reviewer, LinkRole.Person), Role.Reviewer);
        await Certify(onA, campaign, 1, 1);
        await onA.Reviews.SignOffAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign });
        await await Task.WhenAny(first.Says("was interrupted; it is taken again"), second.Says("was interrupted; it is taken again"));
        foreach (var silo in new[] { a, b })
        {
            var found = (await silo.Campaigns.GetCampaignAsync(new() { Campaign = campaign })).Campaign;
            Assert.Equal("unexpected: TimeZoneNotFoundException; the log has the rest", found.LastError);
        }
    }

    private static async Task Certify(Caller by, string campaign, int first, int count)
    {
        using var call = by.Reviews.DecideItems();
        var decisions = Enumerable.Range(first, count).Select(i => new ItemDecision { Item = i, Answer = ReviewAnswer.Certify });
        await call.RequestStream.WriteAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign, Decisions = { decisions } });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.All(call.ResponseStream.Current.Items, i => Assert.Equal(ItemResult.Recorded, i.Result));
        await call.RequestStream.CompleteAsync();
    }
}
