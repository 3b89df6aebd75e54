using Google.Protobuf.WellKnownTypes;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sync = AccessGovernance.Server.Tests.Running.Report;

namespace AccessGovernance.Faults.Tests.Running;

/// <summary>
/// One whole campaign, always the same: every id, answer and request id follows from its place. Each step can be taken again, whatever became of
/// it before.
/// </summary>
internal sealed class ReviewDrive
{
    private const int Holders = 75;
    private const int Entitlements = 4;
    private const int BulkItems = 40;
    private const int ReportedTogether = 5;
    private const int MaxLooks = 10_000;

    private readonly Dictionary<string, string> bearers = [];
    private string campaign = "";
    private Timestamp? takenAt;

    public static int Items => Holders * Entitlements;

    /// <summary>The people and what they hold; asked before anything is killed.</summary>
    public async Task Prepare(Caller admin)
    {
        await admin.Entitlements.DefineApplicationAsync(new() { RequestId = Id("application"), Application = Caller.Application("app"),
            GovernedFrom = Caller.At("2020-01-01T00:00:00Z") });
        for (var e = 0; e < Entitlements; e++)
        {
            await admin.Entitlements.DefineEntitlementAsync(new()
            {
                RequestId = Id($"entitlement {e}"), Entitlement = Entitlement(e), Application = Caller.Application("app"), Kind = EntitlementKind.Role,
                    Risk = (Risk)(1 + e),
            });
        }
        await Many.Run(Holders, 16, async h =>
        {
            await Register(admin, $"holder {h}");
            for (var e = 0; e < Entitlements; e++)
                await admin.Provisioning.GrantAccessAsync(new() { RequestId = Id($"grant {h} {e}"), Identity = Caller.Identity($"holder {h}"),
                    Entitlement = Entitlement(e) });
        });
        foreach (var reviewer in (string[])["first", "second", "third", "owner"])
        {
            await Register(admin, reviewer);
            var role = reviewer == "owner" ? Role.Administrator : Role.Reviewer;
            bearers[reviewer] = (await admin.Tokens.IssueTokenAsync(new() { RequestId = Id($"token {reviewer}"), Identity = Caller.Identity(reviewer),
                Roles = { role } })).Bearer;
        }
    }

    /// <summary>The steps of the campaign, from its definition to its end.</summary>
    public IReadOnlyList<Func<ServerProcess, Task>> Steps =>
    [
        Launch,
        server => Answer(server, "first", 1, n => n % 7 == 0 ? ReviewAnswer.Revoke : n % 11 == 0 ? ReviewAnswer.Modify : ReviewAnswer.Certify),
        server => Answer(server, "second", 1, n => n % 13 == 0 ? ReviewAnswer.Abstain : ReviewAnswer.Certify),
        server => SignOff(server, "first", 1),
        server => SignOff(server, "second", 1),
        server => When(server, c => c.Stage == 2),
        server => Answer(server, "third", 2, n => n % 10 == 0 ? ReviewAnswer.Revoke : ReviewAnswer.Certify),
        server => SignOff(server, "third", 2),
        server => When(server, c => c.Status == CampaignStatus.Remediation && c.Cases.Sum(t => t.Cases) == c.Items.Revoked + c.Items.Modified
            && c.Cases.All(t => t.State is not CaseState.Requested) && c.Cases.Where(t => t.State == CaseState.Acknowledged).Sum(t =>
                t.Cases) == c.Items.Modified),
        Observe,
        server => When(server, c => c.Cases.Where(t => t.State == CaseState.ObservedAbsent).Sum(t => t.Cases) == c.Items.Revoked),
        Close,
    ];

    /// <summary>The items of the report without times and digests of ciphertexts.</summary>
    public async Task<string[]> Report(ServerProcess server)
    {
        using var admin = Caller.Administrator(server);
        using var call = admin.Campaigns.GetReport(new() { Campaign = campaign, Format = ReportFormat.Csv });
        using var bytes = new MemoryStream();
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
            call.ResponseStream.Current.Chunk.WriteTo(bytes);
        var text = Encoding.UTF8.GetString(bytes.ToArray());
        return System.Text.RegularExpressions.Regex.Replace(text, "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z|[0-9a-f]{64}", "*").Split("\r\n",
            StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task Launch(ServerProcess server)
    {
        using var admin = Caller.Administrator(server);
        var definition = (await admin.Campaigns.DefineCampaignAsync(new() { RequestId = Id("define"), Settings = Settings() })).Definition.Name;
        campaign = (await admin.Campaigns.LaunchCampaignAsync(new()
        {
            RequestId = Id("launch"), Definition = definition, Version = 1, EverythingIntended = true,
        })).Campaign.Name;
        await When(server, c => c.Status == CampaignStatus.InReview);
    }

    // Each tenth by itself, the others in bulk.
    private async Task Answer(ServerProcess server, string reviewer, int stage, Func<int, ReviewAnswer> answer)
    {
        using var caller = new Caller(server, bearers[reviewer]);
        var items = (await caller.Reviews.ListWorkItemsAsync(new() { Campaign = campaign, PageSize = 1_000, States = { WorkState.Open,
            WorkState.Answered } })).Items
            .Select(i => i.Item).Order().ToList();
        foreach (var n in items.Where(n => n % 10 == 3))
        {
            await caller.Reviews.DecideItemAsync(new()
            {
                RequestId = Id($"{reviewer} {stage} {n}"), Campaign = campaign, Item = n, Answer = answer(n), Stage = stage, Justification = "as agreed",
                Until = answer(n) == ReviewAnswer.Modify ? Caller.At("2090-01-01T00:00:00Z") : null,
            });
        }
        using var bulk = caller.Reviews.DecideItems();
        foreach (var some in items.Where(n => n % 10 != 3).Chunk(BulkItems))
        {
            await bulk.RequestStream.WriteAsync(new() { RequestId = Id($"{reviewer} {stage} from {some[0]}"), Campaign = campaign, Stage = stage,
                Decisions = { some.Select(n => Decision(n, answer(n))) } });
            Assert.True(await bulk.ResponseStream.MoveNext(CancellationToken.None));
            Assert.All(bulk.ResponseStream.Current.Items, i => Assert.NotEqual(ItemResult.Refused, i.Result));
        }
        await bulk.RequestStream.CompleteAsync();
    }

    private static ItemDecision Decision(int item, ReviewAnswer answer) => new()
    {
        Item = item, Answer = answer, Justification = "as agreed", Until = answer == ReviewAnswer.Modify ? Caller.At("2090-01-01T00:00:00Z") : null,
    };

    private async Task SignOff(ServerProcess server, string reviewer, int stage)
    {
        using var caller = new Caller(server, bearers[reviewer]);
        var signing = caller.Reviews.SignOffAsync(new() { RequestId = Id($"{reviewer} signs {stage}"), Campaign = campaign }).ResponseAsync;
        // The last one ends the stage: asked for again, there is nothing left to sign.
        if (await Refused.IfAny(signing) is { Reason: "CAMPAIGN_NOT_IN_REVIEW" })
            return;
        var signed = await signing;
        Assert.Empty(signed.Refused);
        Assert.Equal(0, signed.StillOpen);
    }

    // All that the application has but for what was revoked, over several parts: an interrupted one goes on as the same.
    private async Task Observe(ServerProcess server)
    {
        using var admin = Caller.Administrator(server);
        takenAt ??= Caller.FromNow(TimeSpan.Zero);
        var cases = (await admin.Campaigns.ListCasesAsync(new() { Campaign = campaign, PageSize = 1_000 })).Cases;
        var revoked = cases.Where(c => c.State != CaseState.Acknowledged).Select(c => (c.Identity, c.Entitlement)).ToHashSet();
        var accounts = Enumerable.Range(0, Holders).Select(h => Caller.Identity($"holder {h}")).Select((identity, h) => Sync.Account(
            $"login {h}", identity, [.. Enumerable.Range(0, Entitlements).Select(Entitlement).Where(e => !revoked.Contains((identity, e)))]));
        var parts = accounts.Chunk(ReportedTogether).Select((some, i) => new ReportRequest { Part = Sync.Part(i + 1, some) }).ToList();
        var sync = new Sync(admin, Caller.Application("app")) { Sync = Id("sync"), TakenAt = takenAt };
        var there = (await sync.Send())[0];
        if (there.Outcome == SyncOutcome.Unspecified)
            await sync.Send([.. parts.Skip(there.Parts), new() { End = new() { Parts = parts.Count, Complete = true } }]);
    }

    private async Task Close(ServerProcess server)
    {
        using var owner = new Caller(server, bearers["owner"]);
        var open = (await owner.Campaigns.ListCasesAsync(new() { Campaign = campaign, Open = true, PageSize = 1_000 })).Cases.Select(c => c.Item);
        await owner.Campaigns.SignOffCampaignAsync(new() { RequestId = Id("sign off"), Campaign = campaign, Role = "owner", StillOpen = { open } });
        await owner.Campaigns.CloseCampaignAsync(new() { RequestId = Id("close"), Campaign = campaign });
    }

    private async Task When(ServerProcess server, Func<Campaign, bool> holds)
    {
        using var admin = Caller.Administrator(server);
        var token = "";
        for (var i = 0; i < MaxLooks; i++)
        {
            var asked = await admin.Campaigns.GetCampaignAsync(new() { Campaign = campaign, AtLeast = token });
            if (holds(asked.Campaign))
                return;
            Assert.NotEqual(CampaignStatus.Cancelled, asked.Campaign.Status);
            var place = asked.Basis.Token.LastIndexOf('-') + 1;
            token = asked.Basis.Token[..place] + (long.Parse(asked.Basis.Token[place..],
                CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
        }
        throw new InvalidOperationException($"It did not come to that within {MaxLooks} changes.");
    }

    private static async Task Register(Caller admin, string id)
    {
        await admin.Identities.RegisterIdentityAsync(new() { RequestId = Id($"register {id}"), Identity = Caller.Identity(id), Kind = IdentityKind.Employee });
        await admin.Identities.LinkIdentityAsync(new() { RequestId = Id($"link {id}"), Identity = Caller.Identity(id), Person = Caller.Person(id),
            Role = LinkRole.Person });
    }

    private static CampaignSettings Settings() => new()
    {
        Name = "Under kills", Owner = Caller.Person("owner"), Scope = new() { Applications = { Caller.Application("app") } },
        Stages = { Stage("Both", StageResult.Accepted, "first", "second"), Stage("One", null, "third") },
        Calendar = new() { Zone = "Europe/Warsaw" }, Rules = new() { Justification = JustificationRule.OnChange },
        Remediation = new() { Mode = RemediationMode.Automated, SlaDays = 5 },
    };

    private static ReviewStage Stage(string name, StageResult? on, params string[] reviewers)
    {
        var stage = new ReviewStage
        {
            Name = name, Reviewers = new() { Rule = new() { Kind = ReviewerKind.Named, Persons = { reviewers.Select(Caller.Person) } } }, Days = 5,
            Strategy = new() { Kind = StrategyKind.OneDenyDenies }, Visible = EarlierDecisions.Everything, NoResponse = NoResponse.Keep,
        };
        if (on is { } result)
            stage.AdvanceOn.Add(result);
        return stage;
    }

    private static string Entitlement(int e) => Caller.Entitlement($"role {e}");

    private static string Id(string what) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(what))[..16]).ToString();
}
