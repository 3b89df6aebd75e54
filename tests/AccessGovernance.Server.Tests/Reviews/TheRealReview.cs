using System.Text;

namespace AccessGovernance.Server.Tests.Reviews;

/// <summary>
/// A review of everybody with admin on any repository in the real history, as of 2023-06-30, from its launch to access proven gone. Who administers a
/// repository was recorded from July 2023 on, back to 2021: the source's knowledge of the end of that year is asked for.
/// </summary>
[Trait("Rule", "15")]
public sealed class TheRealReview
{
    private static readonly string Hash = new('1', 64);
    private static readonly Google.Protobuf.WellKnownTypes.Timestamp LiveFrom = Caller.At("2025-01-01T00:00:00Z");
    private static readonly Google.Protobuf.WellKnownTypes.Timestamp LiveUntil = Caller.At("2026-01-01T00:00:00Z");
    private static readonly string App = Caller.Application(RealHistory.Source);

    [RealHistoryFact]
    public async Task Ends_in_access_proven_gone_and_a_report_that_never_changes()
    {
        using var folder = new TemporaryFolder();
        byte[] report;
        ReviewScene scene;
        string campaign;
        await using (var server = await ServerProcess.Start(folder.Path))
        {
            using var admin = Caller.Administrator(server);
            await RealHistory.Import(admin, [.. RealHistory.Rows().Where(r => r.RecordedAt < LiveFrom)], Hash);
            scene = await ReviewScene.Make(admin, 0);
            campaign = await Launch(scene);
            Assert.Equal(await Holders(admin, At(), KnownThen()), await Population(admin, campaign));
            await Decide(scene.AsReviewer, campaign);
            await scene.When(campaign, c => c.Status == CampaignStatus.Remediation && c.Cases.Sum(t => t.Cases) == c.Items.Revoked
                && c.Cases.All(t => t.State != CaseState.Requested));
            await ReportWhatIsLeft(admin);
            await Remedied(scene, campaign);
            report = await Close(scene, campaign);
            await server.Stop();
        }
        await using var later = await ServerProcess.Start(folder.Path);
        using var again = Caller.Administrator(later);
        await AnotherYear.Live(again, [.. RealHistory.Rows().Where(r => r.RecordedAt >= LiveFrom && r.RecordedAt < LiveUntil)]);
        var closed = (await again.Campaigns.GetCampaignAsync(new() { Campaign = campaign })).Campaign;
        Assert.Equal(report, await Csv(again, campaign, closed.ReportToken));
        scene.Dispose();
    }

    private static async Task<string> Launch(ReviewScene scene)
    {
        var settings = ReviewScene.Settings(scene.Entitlement, scene.Reviewer);
        settings.Scope = new() { Condition = new() { Text = "entitlement ends with ':admin'" } };
        var definition = (await scene.Admin.Campaigns.DefineCampaignAsync(new() { RequestId = Caller.NewRequest(), Settings = settings })).Definition;
        var launched = await scene.Admin.Campaigns.LaunchCampaignAsync(new()
        {
            RequestId = Caller.NewRequest(), Definition = definition.Name, Version = 1, ValidAt = At(), Knowledge = KnownThen(),
        });
        var campaign = await scene.When(launched.Campaign.Name, c => c.Status != CampaignStatus.Launching);
        Assert.Equal((CampaignStatus.InReview, ""), (campaign.Status, campaign.CancelReason));
        return campaign.Name;
    }

    /// <summary>Every fifth item is revoked, in bulk.</summary>
    private static async Task Decide(Caller reviewer, string campaign)
    {
        var items = new List<WorkItem>();
        var page = new ListWorkItemsRequest { Campaign = campaign, PageSize = 1_000 };
        do
        {
            var some = await reviewer.Reviews.ListWorkItemsAsync(page);
            items.AddRange(some.Items);
            page.PageToken = some.NextPageToken;
        }
        while (page.PageToken.Length > 0);
        using var call = reviewer.Reviews.DecideItems();
        foreach (var some in items.Chunk(500))
        {
            var decisions = some.Select(i => new ItemDecision
            {
                Item = i.Item, Answer = i.Item % 5 == 0 ? ReviewAnswer.Revoke : ReviewAnswer.Certify, Justification = "by rule",
            });
            await call.RequestStream.WriteAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign, Decisions = { decisions } });
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            Assert.All(call.ResponseStream.Current.Items, i => Assert.Equal(ItemResult.Recorded, i.Result));
        }
        await call.RequestStream.CompleteAsync();
        Assert.Equal(items.Count, (await reviewer.Reviews.SignOffAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign })).SignedOff);
    }

    /// <summary>The system reports what is on record now: each person with an account of the same name.</summary>
    private static async Task ReportWhatIsLeft(Caller admin)
    {
        var left = (await Holders(admin, null, null)).ToLookup(h => h.Identity, h => h.Entitlement);
        var accounts = left.Select(h => Report.Account(h.Key, h.Key, [.. h]));
        var parts = accounts.Chunk(200).Select((some, i) => new ReportRequest { Part = Report.Part(i + 1, some) }).ToList();
        var end = new ReportRequest { End = new() { Parts = parts.Count, Complete = true } };
        var answers = await new Report(admin, App) { TakenAt = Caller.FromNow(TimeSpan.Zero) }.Send([.. parts, end]);
        Assert.Equal(SyncOutcome.Complete, answers[^1].Outcome);
    }

    // What is held by another way is still there; all else is proven gone.
    private static async Task Remedied(ReviewScene scene, string campaign)
    {
        await scene.When(campaign, c => c.Cases.Sum(t => t.Cases) == c.Cases.Where(IsSettled).Sum(t => t.Cases));
        var left = (await Holders(scene.Admin, null, null)).ToHashSet();
        var cases = (await scene.Admin.Campaigns.ListCasesAsync(new() { Campaign = campaign, PageSize = 1_000 })).Cases;
        Assert.NotEmpty(cases);
        Assert.Contains(cases, c => c.State == CaseState.ObservedAbsent);
        Assert.All(cases, c => Assert.Equal(left.Contains((c.Identity, c.Entitlement)) ? CaseState.Retained : CaseState.ObservedAbsent, c.State));

        static bool IsSettled(CaseTally tally) => tally.State is CaseState.ObservedAbsent or CaseState.Retained;
    }

    private static async Task<byte[]> Close(ReviewScene scene, string campaign)
    {
        var open = (await scene.AsOwner.Campaigns.ListCasesAsync(new() { Campaign = campaign, Open = true, PageSize = 1_000 })).Cases.Select(c => c.Item);
        await scene.AsOwner.Campaigns.SignOffCampaignAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign, Role = "owner",
            StillOpen = { open } });
        var closed = await scene.AsOwner.Campaigns.CloseCampaignAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign });
        var recorded = (await scene.Admin.Campaigns.GetCampaignAsync(new() { Campaign = campaign })).Campaign;
        var report = await Csv(scene.Admin, campaign, recorded.ReportToken);
        Assert.Equal(closed.ReportSha256, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(report)));
        return report;
    }

    /// <summary>Who holds admin of any repository: asked of the index, entitlement by entitlement.</summary>
    private static async Task<List<(string Identity, string Entitlement)>> Holders(Caller admin, Google.Protobuf.WellKnownTypes.Timestamp? at, Knowledge? known)
    {
        var entitlements = RealHistory.Rows().Where(r => r.RecordedAt < LiveFrom).Select(r => r.Object)
            .Where(e => e.EndsWith(":admin", StringComparison.Ordinal)).Distinct().ToList();
        var found = new List<(string, string)>[entitlements.Count];
        await Many.Run(entitlements.Count, 8, async i =>
        {
            var asked = new WhoHadAccessRequest { Entitlement = Caller.Entitlement(entitlements[i]), ValidAt = at, Knowledge = known, NamesOnly = true };
            asked.PageSize = 10_000;
            found[i] = [.. (await admin.History.WhoHadAccessAsync(asked)).Holders.Select(h => (h.Identity, asked.Entitlement))];
        });
        return [.. found.SelectMany(f => f).Order()];
    }

    /// <summary>The same as the report of the campaign has it: its items, and what is reviewed with them.</summary>
    private static async Task<List<(string Identity, string Entitlement)>> Population(Caller admin, string campaign)
    {
        var lines = Encoding.UTF8.GetString(await Csv(admin, campaign, "")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var columns = lines[0].Split(',');
        var (identity, entitlement, implied) = (Array.IndexOf(columns, "identity"), Array.IndexOf(columns, "entitlement"), Array.IndexOf(columns, "implied"));
        return [.. lines.Skip(1).Select(l => l.Split(',')).SelectMany(c => c[implied].Split(" | ",
            StringSplitOptions.RemoveEmptyEntries).Prepend(c[entitlement]),
            (c, e) => (Caller.Identity(c[identity]), Caller.Entitlement(e))).Distinct().Order()];
    }

    private static async Task<byte[]> Csv(Caller admin, string campaign, string exactly)
    {
        using var call = admin.Campaigns.GetReport(new() { Campaign = campaign, Format = ReportFormat.Csv, Exactly = exactly });
        using var bytes = new MemoryStream();
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
            call.ResponseStream.Current.Chunk.WriteTo(bytes);
        return bytes.ToArray();
    }

    private static Google.Protobuf.WellKnownTypes.Timestamp At() => Caller.At("2023-06-30T00:00:00Z");

    private static Knowledge KnownThen() => new() { KnownBy = KnownBy.Source, KnownAt = Caller.At("2023-12-31T00:00:00Z") };
}
