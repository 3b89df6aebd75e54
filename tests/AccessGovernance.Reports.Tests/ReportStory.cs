using AccessGovernance.Domain;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Observations;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;
using AccessGovernance.EventLog.InMemory;
using AccessGovernance.Reports.Tables;

namespace AccessGovernance.Reports.Tests;

/// <summary>A campaign of two items: one certified after a change of mind, one revoked, gone, and back again.</summary>
internal sealed class ReportStory(TimeProvider clock)
{
    public static readonly CampaignId Campaign = new(new Guid("00000000-0000-4000-8000-000000000001"));
    private static readonly PersonId Max = new("max");
    private static readonly PersonId Sue = new("sue");
    private static readonly IdentityId Jane = new("=jane");

    private readonly InMemoryEventLog log = new(clock);

    public CampaignReports Reports => new(log);

    public TableReports Tables => new(log);

    public long Position => log.Head.Position;

    public static Task<ReportStory> Told() => ToldAt(TimeProvider.System);

    public static async Task<ReportStory> ToldAt(TimeProvider clock)
    {
        var story = new ReportStory(clock);
        await story.Given(StreamNames.Of(Campaign), new LaunchBegun(Campaign, Basis));
        await story.Given(Part, new PopulationFrozen([Frozen(1), Frozen(2)],
            [new([new(Max, ReviewerKinds.LineManager)], [new(ReviewerKinds.LineManager, Sue, ResolutionResult.Gone), new(ReviewerKinds.LineManager, Max,
                ResolutionResult.Found)])]));
        await story.Given(StreamNames.Of(Campaign), new CampaignLaunched(new(2, 9, 0, [new(new("app"), 2)], new string('a', 64)), new(new("2030-01-01",
            "UTC"), new(9_000))));
        await story.Given(Part, Answered(1, Answer.Revoke), Answered(1, Answer.Certify), Answered(2, Answer.Revoke),
            new ItemStageClosed(new(1), 0, StageResults.Accepted, ItemOutcome.Certified, true), new ItemStageClosed(new(2), 0, StageResults.Denied,
                ItemOutcome.Revoked, true),
            new RemediationRequested(new(2), RemediationAction.Revoke, new(1_000), new(2_000)), new RemediationSent(new(2), new(1_500), "history/7"),
            new AccessObservedAbsent(new(2), new(3_601_000)));
        await story.Given(StreamNames.Of(Campaign), new ReviewStageEnded(0, new(2, 2, 0, 0)), new RemediationBegun(), new CampaignSignedOff(Sue, "Audit",
            [new(2)], "all seen"));
        return story;
    }

    /// <summary>Another campaign, of one item that nobody answered and silence kept.</summary>
    public async Task<CampaignId> GivenSilence(string entitlement)
    {
        var silent = new CampaignId(Guid.NewGuid());
        var item = Frozen(1) with { Entitlement = new(entitlement) };
        await Given(StreamNames.Of(silent), new LaunchBegun(silent, Basis));
        await Given(StreamNames.Of(new ReviewPartId(silent, 0)), new PopulationFrozen([item], [new([], [])]));
        var population = new Population(1, 1, 1, [new(new("app"), 1)], new string('b', 64));
        await Given(StreamNames.Of(silent), new CampaignLaunched(population, new(new("2030-01-01", "UTC"), new(9))));
        await Given(StreamNames.Of(new ReviewPartId(silent, 0)),
            new ItemStageClosed(new(1), 0, StageResults.Undecided, ItemOutcome.Silent(OutcomeKind.Kept), true));
        return silent;
    }

    public Task GivenSynthetic(string identity, bool synthetic) =>
        Given(StreamNames.Of(new IdentityId(identity)), new IdentityRegistered(IdentityKind.Service, synthetic));

    /// <summary>It is signed and closed anew, in the shapes for many open cases and for known forms.</summary>
    public Task GivenSignedAnew() => Given(StreamNames.Of(Campaign),
        new CampaignSignedOffWithMany(Sue, "Second", ItemSet.Of([new(1), new(2)]), null), new CampaignClosedInForm(Position, 1, new string('d', 64)));

    public Task GivenLater() => Given(Part, new AccessReappeared(new(2), new(4_000_000)));

    /// <summary>Of the same campaign what is seldom: handed on, commented, replaced, not answered, excepted.</summary>
    public Task GivenTurns() => Given(Part, new ItemDelegated(new(1), Max, Sue, null, null), new ItemCommented(new(1), Sue, null, null),
        new ReviewerReplaced(new(2), Max, Sue, ReplacementCause.ReviewerLeft), new AccessReappeared(new(2), new(3_700_000)),
        new RemediationFailed(new(2), new(3_800_000), "no such group"), new RemediationExcepted(new(2), Sue, new(9_000_000), Jane, null));

    /// <summary>A campaign of an account of nobody known.</summary>
    public async Task<CampaignId> GivenAccount()
    {
        var (campaign, account) = (new CampaignId(new Guid("00000000-0000-4000-8000-000000000002")), new Guid("00000000-0000-4000-8000-000000000003"));
        var part = StreamNames.Of(new ReviewPartId(campaign, 0));
        await Given(StreamNames.Of(campaign), new LaunchBegun(campaign, Basis));
        await Given(part, new PopulationFrozen([Frozen(1) with { Identity = UnownedLogin.Of(account), Subjects = [] }], [new([], [])]));
        await Given(StreamNames.Of(campaign),
            new CampaignLaunched(new(1, 1, 1, [new(new("app"), 1)], new string('c', 64)), new(new("2030-01-01", "UTC"), new(9))));
        await Given(part, new ItemStageClosed(new(1), 0, StageResults.Undecided, ItemOutcome.Silent(OutcomeKind.Suspended), true));
        return campaign;
    }

    public async Task<(ReportMade Made, byte[] Bytes)> Write(ReportForm form, long position)
    {
        var bytes = new MemoryStream();
        var made = await Reports.Write(Campaign, position, new Instant(5_000), form, bytes, CancellationToken.None);
        return (made!, bytes.ToArray());
    }

    private static string Part => StreamNames.Of(new ReviewPartId(Campaign, 0));

    private static StageDefinition Stage { get; } = new("Managers", new(ReviewerRule.LineManager, null, []), 5, OutcomeStrategy.Of(StrategyKind.OneDenyDenies),
        StageResults.None, EarlierDecisions.Everything, NoResponse.Keep);

    private static CampaignSettings Settings { get; } = new("Przegląd uprawnień", Sue, new(new ConditionText("risk >= 'low'"), [], []), [], [Stage],
        new("UTC", [], []), new(JustificationRule.Never, Involvements.None), Notices.Usual, null, new(RemediationMode.Automated, 14));

    private static LaunchBasis Basis { get; } = new(new(new Guid("00000000-0000-4000-8000-000000000009")), 1, Settings, new(1_000), 1, null, false, false,
        null);

    private static FrozenItem Frozen(int number) => new(new(number), Jane, new($"entitlement, \"{number}\""), new("app"), Risk.High, [new("jane")],
        new(true, [], new(1), null, CauseKind.DirectAssignment, null), new(Recommendation.Revoke, [AdviceReason.Outlier], 40, 1, null), null, [], 0);

    private static ItemAnswered Answered(int item, Answer answer) =>
        new(new(item), Max, answer, null, answer == Answer.Revoke ? Removal.Grant : Removal.None, new(true, 10, true), null, null);

    private async Task Given(string stream, params DomainEvent[] events)
    {
        var encoded = events.Select(e => new NewEvent(Guid.NewGuid(), EventCatalogue.NameOf(e), EventJson.Encode(e), new(null, default, "sue", null, null),
            null)).ToList();
        var revision = -1L;
        await foreach (var page in log.ReadStream(stream, 0, CancellationToken.None))
            revision = page[^1].Revision;
        Assert.IsType<Appended>(await log.Append(new StreamAppend(stream, revision, encoded), CancellationToken.None));
    }
}
