using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace AccessGovernance.Server.Tests.Reviews;

/// <summary>Messages of campaigns, from a real server to a real mail server and a real webhook.</summary>
public sealed class TellingPeople
{
    private const int MaxChanges = 1_000;

    [Fact]
    public async Task A_launch_is_told_by_mail_and_by_a_webhook_that_fails_twice_first()
    {
        using var folder = new TemporaryFolder();
        await using var mail = new MailServer();
        await using var hook = new WebhookListener(HttpStatusCode.InternalServerError, HttpStatusCode.Found);
        await using var server = await ServerProcess.Start(folder.Path, [.. mail.Options, .. hook.Options, "--message-link", "https://access.example.org/"]);
        using var admin = Caller.Administrator(server);
        using var scene = await ReviewScene.Make(admin, 2);
        await Mailed(admin, scene.Reviewer, "rea@example.org");
        var campaign = await scene.Launch();

        var came = await mail.Next();
        Assert.Equal("Access review: Small review", came.Header("Subject"));
        Assert.Contains("Waiting for your answer: 2 items.", string.Join('\n', came.Lines), StringComparison.Ordinal);
        Assert.Contains("(Europe/Warsaw)", string.Join('\n', came.Lines), StringComparison.Ordinal);
        Assert.Contains($"https://access.example.org/{campaign}", came.Lines);
        var posted = new[] { await hook.Next(), await hook.Next(), await hook.Next() };
        Assert.All(posted, p => Assert.True(p.IsSignedWith(WebhookListener.Secret)));
        var message = (await When(admin, campaign, all => all.SelectMany(m => m.Deliveries).All(d => d.State == DeliveryState.Delivered))).Single();
        Assert.All(posted, p => Assert.Equal(message.Id, p.Key));
        Assert.Equal($"<{message.Id}@example.org>", came.Header("Message-Id"));
        Assert.Equal((MessageKind.Launch, scene.Reviewer, 2L), (message.Kind, message.Person, message.Items));
        Assert.Equal([0, 0, 2], message.Deliveries.Select(d => d.Attempts));
        using var json = JsonDocument.Parse(posted[2].Body);
        Assert.Equal((campaign, scene.Reviewer), (json.RootElement.GetProperty("campaign").GetString(), json.RootElement.GetProperty("person").GetString()));
        Assert.Empty(Traces.Find(folder.Path, ["rea@example.org"], server.Output));
    }

    [Fact]
    public async Task Messages_say_what_the_installation_has_them_say()
    {
        using var folder = new TemporaryFolder();
        await using var mail = new MailServer();
        var texts = Path.Combine(folder.Path, "texts.json");
        await File.WriteAllTextAsync(
            texts, """{"launch": {"subject": "Ours: {campaign}", "text": "{count} offen.\nNur in {application}.\nBis {deadline}."}}""");
        await using var server = await ServerProcess.Start(Path.Combine(folder.Path, "data"), [.. mail.Options, "--message-templates", texts]);
        using var admin = Caller.Administrator(server);
        using var scene = await ReviewScene.Make(admin, 2);
        await Mailed(admin, scene.Reviewer, "rea@example.org");
        await scene.Launch();
        var came = await mail.Next();
        Assert.Equal("Ours: Small review", came.Header("Subject"));
        var said = string.Join('\n', came.Lines);
        Assert.Contains("2 offen.\nBis ", said, StringComparison.Ordinal);
        Assert.Contains("(Europe/Warsaw)", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_queued_when_the_server_was_killed_is_sent_later_and_nobody_who_answered_is_reminded()
    {
        using var folder = new TemporaryFolder();
        await using var silent = new MailServer(silent: true);
        await using var mail = new MailServer();
        var (campaign, reviewer, deputy, deadline) = await LaunchedAndKilled(folder, silent);

        await using (var again = await ServerProcess.Start(folder.Path, mail.Options))
        {
            var first = new[] { await mail.Next(), await mail.Next() };
            Assert.Equal(["dee@example.org", "rea@example.org"], first.Select(m => m.To).Order());
            using var admin = Caller.Administrator(again);
            using var asReviewer = await admin.Issue(await Own(admin, reviewer), Role.Reviewer);
            await When(admin, campaign, all => all.All(m => OnMail(m).State == DeliveryState.Delivered));
            foreach (var item in new[] { 1, 2 })
                await Certify(asReviewer, campaign, item);
            await asReviewer.Reviews.SignOffAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign });
            await again.Stop();
        }
        await using var later = await ServerProcess.Start(folder.Path, [.. mail.Options, "--clock-offset-ms", $"{Until(deadline)}"]);
        var reminder = await mail.Next();
        Assert.Equal(("dee@example.org", "Reminder: Small review"), (reminder.To, reminder.Header("Subject")));
        using var watching = Caller.Administrator(later);
        var messages = await When(watching, campaign, all => all.Any(m => m.HoursBefore == 48 && OnMail(m).State == DeliveryState.Delivered));
        Assert.Equal([deputy], messages.Where(m => m.Kind == MessageKind.Reminder).Select(m => m.Person));
        Assert.Empty(mail.Rest());
    }

    [Fact]
    public async Task Nobody_who_was_forgotten_has_no_address_or_is_unknown_is_told_anything()
    {
        using var folder = new TemporaryFolder();
        await using var mail = new MailServer { Unknown = "dee@example.org" };
        await using var server = await ServerProcess.Start(folder.Path, mail.Options);
        using var admin = Caller.Administrator(server);
        using var scene = await ReviewScene.Make(admin, 1);
        await Mailed(admin, scene.Deputy, "dee@example.org");
        var (owner, settings) = (Caller.Person(Caller.New("gone")), ReviewScene.Settings(scene.Entitlement, scene.Reviewer, scene.Deputy));
        settings.Owner = owner;
        var leaving = await Mailed(admin, owner, "gone@example.org");
        var campaign = await scene.Launch(settings);
        await admin.Forget(leaving);
        await When(admin, campaign, all => all.Count == 2 && all.All(m => OnMail(m).State == DeliveryState.GivenUp));
        foreach (var reviewer in new[] { scene.AsReviewer, scene.AsDeputy })
        {
            Assert.Null(await scene.Decide(reviewer, campaign, 1, ReviewAnswer.Abstain));
            await reviewer.Reviews.SignOffAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign });
        }
        var messages = await When(admin, campaign, all => all.Count == 3 && all.All(m => OnMail(m).State == DeliveryState.GivenUp));
        Assert.Equal(GiveUpCause.NoAddress, CauseFor(messages, scene.Reviewer));
        Assert.Equal(GiveUpCause.Rejected, CauseFor(messages, scene.Deputy));
        Assert.Equal(GiveUpCause.RecipientGone, CauseFor(messages, owner));
        Assert.Equal(MessageKind.Deadline, messages.Single(m => m.Person == owner).Kind);
        Assert.Empty(mail.Rest());
    }

    [Fact]
    public async Task Cases_are_told_to_the_owner_of_the_campaign_where_the_application_has_none_and_again_when_they_are_overdue()
    {
        using var folder = new TemporaryFolder();
        var campaign = await Remediated(folder);
        await using var later = await ServerProcess.Start(folder.Path, "--clock-offset-ms", "500000000");
        using var admin = Caller.Administrator(later);
        var messages = await When(admin, campaign, all => all.Any(m => m.Kind == MessageKind.Overdue));
        Assert.Equal(("persons/owner", 2L), (messages[^1].Person, messages[^1].Items));
        Assert.Single(messages, m => m.Kind == MessageKind.Remediation);
    }

    [Fact]
    public async Task Whoever_items_are_passed_on_to_is_told()
    {
        using var folder = new TemporaryFolder();
        string campaign, manager;
        long ahead;
        await using (var server = await ServerProcess.Start(folder.Path))
        {
            using var admin = Caller.Administrator(server);
            using var scene = await ReviewScene.Make(admin, 2);
            await Change(admin, await Own(admin, scene.Reviewer), "manager", Uri.UnescapeDataString((manager = scene.Deputy)["persons/".Length..]));
            var settings = scene.Settings();
            settings.Notices = new() { Escalation = new() { Kind = EscalationKind.AddManager, HoursBefore = 48 } };
            ahead = Until((await scene.When(campaign = await scene.Launch(settings), _ => true)).Stages[0].DeadlineAt.ToDateTimeOffset());
            await server.Stop();
        }
        await using var later = await ServerProcess.Start(folder.Path, "--clock-offset-ms", $"{ahead}");
        using var watching = Caller.Administrator(later);
        var messages = await When(watching, campaign, all => all.Any(m => m.Kind == MessageKind.Escalation));
        Assert.Equal((manager, 2L), (messages[^1].Person, messages[^1].Items));
        Assert.DoesNotContain(messages, m => m.Kind == MessageKind.Reminder);
        await later.Says("(Escalation) of campaign");
    }

    [Fact]
    public async Task A_later_deadline_is_told_to_who_still_owes_answers_and_moves_the_reminders()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.Start(folder.Path);
        using var admin = Caller.Administrator(server);
        using var scene = await ReviewScene.Make(admin, 1);
        var campaign = await scene.Launch(ReviewScene.Settings(scene.Entitlement, scene.Reviewer, scene.Deputy));
        Assert.Null(await scene.Decide(scene.AsReviewer, campaign, 1, ReviewAnswer.Certify));
        var before = (await scene.When(campaign, _ => true)).Stages[0];
        var day = DateOnly.ParseExact(before.Deadline.Date, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var extend = new ExtendStageRequest { RequestId = Caller.NewRequest(), Campaign = campaign, Stage = 1, LastDay = $"{day:yyyy-MM-dd}", Reason = "ill" };
        var refused = await Refused.By(admin.Campaigns.ExtendStageAsync(extend));
        Assert.Equal((StatusCode.InvalidArgument, "last_day"), (refused.Code, refused.Fields.Single()));
        extend.LastDay = $"{day.AddDays(7):yyyy-MM-dd}";
        using (var holder = await admin.Issue(scene.Holders[0], Role.Administrator))
            Assert.Equal("OWN_ACCESS", (await Refused.By(holder.Campaigns.ExtendStageAsync(extend))).Reason);
        var extended = (await admin.Campaigns.ExtendStageAsync(extend)).Campaign.Stages[0];
        Assert.Equal((extend.LastDay, true), (extended.Deadline.Date, extended.DeadlineAt.ToDateTimeOffset() > before.DeadlineAt.ToDateTimeOffset()));
        Assert.False((await admin.Campaigns.ExtendStageAsync(extend)).Receipt.Changed);
        var messages = await When(admin, campaign, all => all.Any(m => m.Kind == MessageKind.Reminder));
        var told = messages.Single(m => m.Kind == MessageKind.Reminder);
        Assert.Equal((scene.Deputy, 0, extended.DeadlineAt), (told.Person, told.HoursBefore, told.DueAt));
    }

    [Fact]
    public async Task Mail_goes_over_TLS_with_a_login_and_to_nobody_whose_certificate_is_not_trusted()
    {
        using var folder = new TemporaryFolder();
        using var trusted = new Authority(folder, "trusted");
        using var other = new Authority(folder, "other");
        using var certificate = trusted.Sign("mail", "localhost");
        await using var mail = new MailServer { Certificate = X509Certificate2.CreateFromPemFile(trusted.CertificateOf("mail"), trusted.KeyOf("mail")) };
        var login = MailServer.Login.Split(':');
        string[] options = [.. mail.Options, "--smtp-user", login[0], "--smtp-password", login[1]];
        string campaign;
        await using (var server = await ServerProcess.StartTrusting(other.File, folder.File("data"), options))
        {
            using var admin = Caller.Administrator(server);
            using var scene = await ReviewScene.Make(admin, 1);
            await Mailed(admin, scene.Reviewer, "rea@example.org");
            campaign = await scene.Launch();
            var waiting = await When(admin, campaign, all => all.Any(m => OnMail(m).Attempts > 0));
            Assert.Equal((DeliveryState.Waiting, DeliveryError.Unreachable), (OnMail(waiting[0]).State, OnMail(waiting[0]).Error));
            Assert.Empty(mail.Logins);
            await server.Stop();
        }
        await using var again = await ServerProcess.StartTrusting(trusted.File, folder.File("data"), [.. options, "--clock-offset-ms", "3600000"]);
        Assert.Equal("rea@example.org", (await mail.Next()).To);
        Assert.Equal([MailServer.Login], mail.Logins.Distinct());
        Assert.Empty(Traces.Find(folder.File("data"), [login[1]], again.Output));
    }

    [Theory]
    [InlineData("smtp-from", "--smtp-host", "mail.example.org")]
    [InlineData("smtp-password", "--smtp-host", "mail.example.org", "--smtp-from", "a@b.c", "--smtp-user", "u", "--smtp-password", "p", "--smtp-tls", "none")]
    [InlineData("webhook-url", "--webhook-url", "http://hook.example.org/", "--webhook-key", "long enough to be one")]
    [InlineData("webhook-key", "--webhook-url", "https://hook.example.org/", "--webhook-key", "short")]
    public async Task Bad_settings_stop_the_start(string named, params string[] options)
    {
        using var folder = new TemporaryFolder();
        var (code, said) = await ServerProcess.Fail(folder.Path, options);
        Assert.Equal(1, code);
        Assert.Contains(named, said, StringComparison.Ordinal);
    }

    private static async Task<(string Campaign, string Reviewer, string Deputy, DateTimeOffset Deadline)> LaunchedAndKilled(
        TemporaryFolder folder, MailServer silent)
    {
        await using var server = await ServerProcess.Start(folder.Path, silent.Options);
        using var admin = Caller.Administrator(server);
        using var scene = await ReviewScene.Make(admin, 2);
        await Mailed(admin, scene.Reviewer, "rea@example.org");
        await Mailed(admin, scene.Deputy, "dee@example.org");
        var campaign = await scene.Launch(ReviewScene.Settings(scene.Entitlement, scene.Reviewer, scene.Deputy));
        var queued = await When(admin, campaign, all => all.Count == 2);
        Assert.All(queued, m => Assert.Equal(DeliveryState.Waiting, OnMail(m).State));
        var deadline = (await scene.When(campaign, _ => true)).Stages[0].DeadlineAt.ToDateTimeOffset();
        await silent.Reached;
        await server.Kill();
        return (campaign, scene.Reviewer, scene.Deputy, deadline);
    }

    /// <summary>Gives a person one more identity of their own, with an address.</summary>
    private static async Task<string> Mailed(Caller admin, string person, string address)
    {
        var identity = await Own(admin, person);
        await Change(admin, identity, "mail", address);
        return identity;
    }

    private static async Task Change(Caller admin, string identity, string attribute, string value) => await admin.Identities.UpdateIdentityAsync(new()
    {
        RequestId = Caller.NewRequest(), Identity = identity, Attributes = { [attribute] = value },
        UpdateMask = new() { Paths = { "attributes." + attribute } },
    });

    /// <summary>By how much a clock goes ahead that is 47 hours before a deadline, in milliseconds.</summary>
    private static long Until(DateTimeOffset deadline) => (long)(deadline - TimeSpan.FromHours(47) - TimeProvider.System.GetUtcNow()).TotalMilliseconds;

    private static async Task Certify(Caller by, string campaign, int item) => await by.Reviews.DecideItemAsync(
        new() { RequestId = Caller.NewRequest(), Campaign = campaign, Item = item, Answer = ReviewAnswer.Certify });

    private static async Task<string> Remediated(TemporaryFolder folder)
    {
        await using var server = await ServerProcess.Start(folder.Path);
        using var admin = Caller.Administrator(server);
        using var scene = await ReviewScene.Make(admin, 2);
        var campaign = await scene.Revoked();
        var messages = await When(admin, campaign, all => all.Any(m => m.Kind == MessageKind.Remediation));
        var told = messages.Single(m => m.Kind == MessageKind.Remediation);
        var application = (await admin.Campaigns.ListCasesAsync(new() { Campaign = campaign })).Cases[0].Application;
        Assert.Equal(("persons/owner", 2L, application), (told.Person, told.Items, told.Application));
        await server.Stop();
        return campaign;
    }

    private static Task<string> Own(Caller admin, string person) => admin.NewIdentityOf(person, LinkRole.Person);

    private static MessageDelivery OnMail(CampaignMessage message) => message.Deliveries.Single(d => d.Channel == MessageChannel.Mail);

    private static GiveUpCause CauseFor(IEnumerable<CampaignMessage> messages, string person) => OnMail(messages.Single(m => m.Person == person)).Cause;

    /// <summary>The messages as soon as something is so: asked again whenever something was recorded.</summary>
    private static async Task<IReadOnlyList<CampaignMessage>> When(Caller by, string campaign, Func<IReadOnlyList<CampaignMessage>, bool> holds)
    {
        var token = "";
        for (var i = 0; i < MaxChanges; i++)
        {
            var asked = await by.Campaigns.ListMessagesAsync(new() { Campaign = campaign, AtLeast = token });
            if (holds(asked.Messages))
                return asked.Messages;
            token = ReviewScene.Next(asked.Basis.Token);
        }
        throw new InvalidOperationException($"It did not come to that within {MaxChanges} changes.");
    }
}
