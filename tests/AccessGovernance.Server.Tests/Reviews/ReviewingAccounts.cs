using System.Text;

namespace AccessGovernance.Server.Tests.Reviews;

/// <summary>Accounts of nobody known in a campaign, from the report that names them to the one that no longer does.</summary>
public sealed class ReviewingAccounts(RunningServer server) : IClassFixture<RunningServer>, IAsyncLifetime
{
    private const int MaxChanges = 1_000;

    private readonly Caller admin = server.Administrator;
    private ReviewScene scene = null!;
    private string application = "", entitlement = "";

    public async Task InitializeAsync()
    {
        scene = await ReviewScene.Make(admin, 0);
        application = Caller.Application(Caller.New("application"));
        await admin.Entitlements.DefineApplicationAsync(new()
        {
            RequestId = Caller.NewRequest(), Application = application, GovernedFrom = Caller.At("2020-01-01T00:00:00Z"), Fulfilment = Fulfilment.Reported,
        });
        entitlement = await admin.NewEntitlement(application, 0);
    }

    public Task DisposeAsync()
    {
        scene.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task They_are_items_by_their_keys_and_shown_by_what_the_system_calls_them()
    {
        await Report().All(Account("svc-backup", ""), Account("svc-build", ""));
        var keys = (await admin.Observations.ListOrphansAsync(new() { Application = application })).Orphans.ToDictionary(o => o.Account, o => o.Login);
        var settings = ReviewScene.Settings(entitlement, scene.Reviewer);
        var preview = await admin.Campaigns.PreviewCampaignAsync(new() { Settings = settings });
        Assert.Equal((2L, 2L, 2L), (preview.Items, preview.Considered, preview.OfAccounts));
        var campaign = await scene.Launch(settings);
        Assert.Equal(2, (await admin.Campaigns.GetCampaignAsync(new() { Campaign = campaign })).Campaign.Population.OfAccounts);
        var items = await ReviewScene.List(scene.AsReviewer, campaign);
        Assert.Equal(keys.OrderBy(k => k.Key), items.Select(i => KeyValuePair.Create(i.Account, i.Login)).OrderBy(i => i.Key));
        Assert.All(items, i => Assert.Equal(("", "", entitlement, application), (i.Identity, i.IdentityName, i.Entitlement, i.Application)));
        Assert.All(items, i => Assert.Equal([AdviceReason.Ownerless], i.Advice.Reasons));
        var shown = await scene.AsReviewer.Reviews.GetWorkItemAsync(new() { Campaign = campaign, Item = 1 });
        Assert.Equal((items.Single(i => i.Item == 1).Login, true, null), (shown.Item.Login, shown.Direct, shown.Cause));
        using var auditor = await admin.Issue(Role.Auditor, application);
        var audited = await auditor.Reviews.GetWorkItemAsync(new() { Campaign = campaign, Item = 1 });
        Assert.Equal((shown.Item.Account, ""), (audited.Item.Account, audited.Item.Login));
        var until = Caller.FromNow(TimeSpan.FromDays(9));
        var modified = await Refused.By(scene.AsReviewer.Reviews.DecideItemAsync(new()
        {
            RequestId = Caller.NewRequest(), Campaign = campaign, Item = 1, Answer = ReviewAnswer.Modify, Until = until, Justification = "shorter",
        }));
        Assert.Equal(("SETTING_INVALID", "answer"), (modified.Reason, modified.Fields.Single()));
    }

    [Fact]
    public async Task Revoked_ones_are_a_task_until_a_complete_report_has_them_no_more()
    {
        await Report().All(Account("svc-old", ""), Account("svc-new", ""));
        var campaign = await scene.Launch(ReviewScene.Settings(entitlement, scene.Reviewer));
        var old = await Revoke(campaign, "svc-old");
        Assert.Equal(("", "svc-old", 1), (old.Identity, old.Login, old.Attempts));
        // Nobody carries it out by itself, although the application is not fulfilled by hand.
        Assert.Equal((1L, application), await Told(campaign));
        // Neither what says nothing of it nor what has it still proves anything, whoever it belongs to by now.
        await new Report(admin, application) { TakenAt = Now, Kind = SyncKind.Delta }.All(Account("svc-other", ""));
        await Report().All(Account("svc-old", await admin.NewIdentity()), Account("svc-new", ""));
        await Report().All(Account("svc-old", ""), Account("svc-new", ""));
        Assert.Equal(CaseState.Sent, (await Case(campaign, old.Item)).State);
        await Report().All(Account("svc-new", ""));
        await scene.When(campaign, c => c.Cases.Any(t => t.State == CaseState.ObservedAbsent));
        var report = await Close(campaign);
        var (columns, rows) = (report[0].Split(','), report.Skip(1).Select(l => l.Split(',')).ToList());
        string Cell(string[] row, string column) => row[Array.IndexOf(columns, column)];
        var row = rows.Single(r => Cell(r, "account") == old.Account);
        Assert.Equal(("", "", "revoked", "observed-absent"), (Cell(row, "identity"), Cell(row, "cause"), Cell(row, "outcome"), Cell(row, "case")));
        Assert.Equal((true, ""), (Cell(row, "observed_absent").Length > 0, Cell(row, "reappeared")));
        Assert.Equal("certified", Cell(rows.Single(r => r != row), "outcome"));
    }

    [Fact]
    public async Task It_stays_open_while_whoever_it_was_given_to_has_the_access()
    {
        await Report().All(Account("svc-old", ""), Account("svc-new", ""));
        var campaign = await scene.Launch(ReviewScene.Settings(entitlement, scene.Reviewer));
        var old = await Revoke(campaign, "svc-old");
        var ann = await admin.NewIdentity();
        await Report().All(Account("svc-old", ann), Account("svc-new", ""));
        await Report().All(Account("svc-old", ann), Account("svc-new", ""), Account("later", ""));
        Assert.Equal(CaseState.Sent, (await Case(campaign, old.Item)).State);
        await Report().All(Running.Report.Account("svc-old", ann), Account("svc-new", ""));
        await scene.When(campaign, c => c.Cases.Any(t => t.State == CaseState.ObservedAbsent));
    }

    [Fact]
    [Trait("Rule", "own-access")]
    public async Task Nobody_decides_about_an_account_that_turns_out_to_be_theirs()
    {
        var (campaign, _, reviewer) = await TurnedOut();
        using var ends = reviewer;
        Assert.Equal("OWN_ACCESS", (await scene.Decide(reviewer, campaign, 1, ReviewAnswer.Certify))?.Reason);
        var comment = new CommentOnItemRequest { RequestId = Caller.NewRequest(), Campaign = campaign, Item = 1, Text = "mine" };
        Assert.Equal("OWN_ACCESS", (await Refused.By(reviewer.Reviews.CommentOnItemAsync(comment))).Reason);
        var pass = new DelegateItemRequest { RequestId = Caller.NewRequest(), Campaign = campaign, Item = 1, To = scene.Deputy };
        Assert.Equal("OWN_ACCESS", (await Refused.By(reviewer.Reviews.DelegateItemAsync(pass))).Reason);
        var cancel = new CancelCampaignRequest { RequestId = Caller.NewRequest(), Campaign = campaign, Reason = "mine" };
        Assert.Equal("OWN_ACCESS", (await Refused.By(reviewer.Campaigns.CancelCampaignAsync(cancel))).Reason);
    }

    [Theory]
    [Trait("Rule", "own-access")]
    [InlineData("login")]
    [InlineData("mail")]
    [InlineData("id")]
    public async Task Nobody_decides_about_an_account_that_is_called_like_them(string called)
    {
        var person = Caller.Person(Caller.New("person"));
        var self = await admin.NewIdentityOf(person, LinkRole.Person);
        var login = called == "id" ? Import.IdOf(self) : Caller.New("Called").ToUpperInvariant();
        if (called != "id")
        {
            await admin.Identities.UpdateIdentityAsync(new()
            {
                RequestId = Caller.NewRequest(), Identity = self, Attributes = { [called] = login.ToLowerInvariant() },
                UpdateMask = new() { Paths = { "attributes." + called } },
            });
        }
        using var reviewer = await admin.Issue(self, Role.Reviewer);
        await Report().All(Account(login, ""));
        var campaign = await scene.Launch(ReviewScene.Settings(entitlement, person, scene.Reviewer));
        Assert.Empty(await ReviewScene.List(reviewer, campaign));
        Assert.Equal("OWN_ACCESS", (await scene.Decide(reviewer, campaign, 1, ReviewAnswer.Certify))?.Reason);
        Assert.Null(await scene.Decide(scene.AsReviewer, campaign, 1, ReviewAnswer.Certify));
    }

    [Fact]
    [Trait("Rule", "own-access")]
    public async Task Somebody_else_takes_their_place_and_the_case_is_not_theirs_either()
    {
        var (campaign, person, reviewer) = await TurnedOut();
        using var ends = reviewer;
        var replace = new ReplaceReviewerRequest { RequestId = Caller.NewRequest(), Campaign = campaign, Item = 1, Reviewer = person, By = scene.Deputy };
        Assert.Equal("OWN_ACCESS", (await Refused.By(reviewer.Reviews.ReplaceReviewerAsync(replace))).Reason);
        await admin.Reviews.ReplaceReviewerAsync(new(replace) { RequestId = Caller.NewRequest() });
        foreach (var other in new[] { scene.AsReviewer, scene.AsDeputy })
        {
            Assert.Null(await scene.Decide(other, campaign, 1, ReviewAnswer.Revoke, "not needed"));
            await other.Reviews.SignOffAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign });
        }
        await scene.When(campaign, c => c.Cases.Sum(t => t.Cases) == 1);
        var except = new ExceptCaseRequest { RequestId = Caller.NewRequest(), Campaign = campaign, Item = 1, Reason = "mine" };
        except.Until = Caller.FromNow(TimeSpan.FromDays(3));
        Assert.Equal("OWN_ACCESS", (await Refused.By(reviewer.Campaigns.ExceptCaseAsync(except))).Reason);
        Assert.True((await scene.AsOwner.Campaigns.ExceptCaseAsync(new(except) { RequestId = Caller.NewRequest() })).Receipt.Changed);
    }

    [Fact]
    [Trait("Rule", "14")]
    public async Task What_was_written_about_them_is_forgotten_with_whoever_is_called_like_them()
    {
        var canary = Caller.New("canary-about-an-account");
        await Report().All(Account("login-" + canary, ""));
        var campaign = await scene.Launch(ReviewScene.Settings(entitlement, scene.Reviewer));
        Assert.Null(await scene.Decide(scene.AsReviewer, campaign, 1, ReviewAnswer.Revoke, "why-" + canary));
        await scene.AsReviewer.Reviews.CommentOnItemAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign, Item = 1, Text = canary });
        Assert.Equal(2, (await Shown(campaign)).Remarks.Count(r => r.Text.Contains(canary, StringComparison.Ordinal)));
        Assert.Empty(Traces.Find(server.Process.Data, [canary], server.Process.Output));
        var ann = await admin.NewIdentity();
        await Report().All(Account("login-" + canary, ann));
        await admin.Forget(ann);
        var forgotten = await Shown(campaign);
        Assert.Equal(["", ""], forgotten.Remarks.Select(r => r.Text));
        Assert.Equal("", forgotten.Item.Login);
        Assert.Equal("IDENTITY_FORGOTTEN", (await scene.Decide(scene.AsReviewer, campaign, 1, ReviewAnswer.Revoke, "more"))?.Reason);
        Assert.Null(await scene.Decide(scene.AsReviewer, campaign, 1, ReviewAnswer.Certify));
    }

    /// <summary>A campaign about one account, of which a reviewer, who has answered, turns out to be the owner.</summary>
    private async Task<(string Campaign, string Person, Caller Reviewer)> TurnedOut()
    {
        var person = Caller.Person(Caller.New("person"));
        var self = await admin.NewIdentityOf(person, LinkRole.Person);
        var reviewer = await admin.Issue(self, Role.Administrator);
        await Report().All(Account("ann", ""));
        var campaign = await scene.Launch(ReviewScene.Settings(entitlement, person, scene.Reviewer));
        Assert.Null(await scene.Decide(reviewer, campaign, 1, ReviewAnswer.Certify));
        var reported = await Report().All(Account("ann", self));
        await admin.Identities.GetIdentityAsync(new() { Identity = self, AtLeast = reported.Receipt.Token });
        return (campaign, person, reviewer);
    }

    private static Google.Protobuf.WellKnownTypes.Timestamp Now => Caller.FromNow(TimeSpan.Zero);

    private Report Report() => new(admin, application) { TakenAt = Now };

    private ReportedAccount Account(string login, string identity) => Running.Report.Account(login, identity, entitlement);

    private async Task<GetWorkItemResponse> Shown(string campaign) =>
        await scene.AsReviewer.Reviews.GetWorkItemAsync(new() { Campaign = campaign, Item = 1 });

    private async Task<RemediationCase> Case(string campaign, int item) =>
        (await admin.Campaigns.ListCasesAsync(new() { Campaign = campaign })).Cases.Single(c => c.Item == item);

    /// <summary>Revokes one account and certifies all others; its case, once it is sent.</summary>
    private async Task<RemediationCase> Revoke(string campaign, string login)
    {
        foreach (var item in await ReviewScene.List(scene.AsReviewer, campaign))
        {
            var answer = item.Login == login ? ReviewAnswer.Revoke : ReviewAnswer.Certify;
            Assert.Null(await scene.Decide(scene.AsReviewer, campaign, item.Item, answer, "by rule"));
        }
        await scene.AsReviewer.Reviews.SignOffAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign });
        await scene.When(campaign, c => c.Cases.Any(t => t.State == CaseState.Sent));
        return (await admin.Campaigns.ListCasesAsync(new() { Campaign = campaign })).Cases.Single();
    }

    /// <summary>The first message about cases, as soon as it is queued.</summary>
    private async Task<(long Items, string Application)> Told(string campaign)
    {
        var token = "";
        for (var i = 0; i < MaxChanges; i++)
        {
            var asked = await admin.Campaigns.ListMessagesAsync(new() { Campaign = campaign, AtLeast = token });
            if (asked.Messages.FirstOrDefault(m => m.Kind == MessageKind.Remediation) is { } told)
                return (told.Items, told.Application);
            token = ReviewScene.Next(asked.Basis.Token);
        }
        throw new InvalidOperationException($"Nobody was told within {MaxChanges} changes.");
    }

    private async Task<string[]> Close(string campaign)
    {
        await scene.AsOwner.Campaigns.SignOffCampaignAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign, Role = "owner" });
        await scene.AsOwner.Campaigns.CloseCampaignAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign });
        using var call = admin.Campaigns.GetReport(new() { Campaign = campaign, Format = ReportFormat.Csv });
        using var bytes = new MemoryStream();
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
            call.ResponseStream.Current.Chunk.WriteTo(bytes);
        return Encoding.UTF8.GetString(bytes.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
