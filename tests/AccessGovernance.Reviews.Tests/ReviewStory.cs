using AccessGovernance.Domain;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;
using AccessGovernance.EventLog.InMemory;

namespace AccessGovernance.Reviews.Tests;

/// <summary>A log with campaigns in it, and a read model that follows it. Items of the first campaign belong to <see cref="Max"/> and <see cref="Sue"/> in
/// turn.</summary>
public sealed class ReviewStory : IDisposable
{
    public static readonly PersonId Max = new("max");
    public static readonly PersonId Sue = new("sue");
    public static readonly CampaignId First = new(new Guid("00000000-0000-4000-8000-000000000001"));

    private static readonly EventOrigin Origin = new(null, default, "sue", null, null);

    private readonly CancellationTokenSource stop = new();
    private readonly InMemoryEventLog log = new(TimeProvider.System);
    private readonly ReviewProjector projector;

    public ReviewStory()
    {
        projector = new(log, Reader);
        Running = projector.Run(stop.Token);
    }

    public ReviewReader Reader { get; } = new();

    public Task Running { get; }

    public CampaignRecord Recorded => Reader.Campaign(First)!;

    public static StageDefinition Stage { get; } = new("Managers", new(ReviewerRule.Named(Max), null, []), 5, OutcomeStrategy.Of(StrategyKind.OneDenyDenies),
        StageResults.None, EarlierDecisions.Everything, NoResponse.Keep);

    public static CampaignSettings Settings { get; } = new("All", Sue, new(new ConditionText("risk >= 'low'"), [], []), [],
        [Stage with { AdvanceOn = StageResults.Accepted }, Stage],
        new("UTC", [], []), new(JustificationRule.Never, Involvements.None), Notices.Usual, null, new(RemediationMode.Automated, 14));

    public static LaunchBasis Basis { get; } =
        new(new(Guid.NewGuid()), 1, Settings, new Instant(1_000), 1, null, false, false, null);

    /// <summary>An item of one or the other reviewer, of some risk.</summary>
    public static FrozenItem Frozen(int number) => new(new(number), new($"identity {number / 3}"), new($"entitlement {number % 3}"), new("app"),
        (Risk)(1 + (number % 4)), [],
        new(true, [], new Instant(1), null, CauseKind.DirectAssignment, null), ItemAdvice.None, null, [], number % 2);

    public static ResolvedReviewers By(PersonId person) => new([new(person, ReviewerKinds.Named)], [new(ReviewerKinds.Named, person, ResolutionResult.Found)]);

    /// <summary>Launches a campaign of so many items.</summary>
    public async Task Launched(CampaignId campaign, int items)
    {
        await Given(StreamNames.Of(campaign), new LaunchBegun(campaign, Basis));
        foreach (var part in Enumerable.Range(1, items).Chunk(ReviewPartId.MaxItems))
            await Given(StreamNames.Of(ReviewPartId.Of(campaign, new(part[0]))), new PopulationFrozen([.. part.Select(Frozen)], [By(Max), By(Sue)]));
        var population = new Population(items, items + 1, 0, [new(new("app"), items)], new string('a', 64));
        await Given(StreamNames.Of(campaign), new CampaignLaunched(population, new(new("2030-01-01", "UTC"), new Instant(9_000))));
    }

    public Task Given(ItemNumber item, params DomainEvent[] events) => Given(StreamNames.Of(ReviewPartId.Of(First, item)), events);

    /// <summary>Records events, and waits until the read model contains them.</summary>
    public async Task Given(string stream, params DomainEvent[] events)
    {
        var encoded = events.Select(e => new NewEvent(Guid.NewGuid(), EventCatalogue.NameOf(e), EventJson.Encode(e), Origin, null)).ToList();
        var revision = -1L;
        await foreach (var page in log.ReadStream(stream, 0, CancellationToken.None))
            revision = page[^1].Revision;
        var appended = (Appended)await log.Append(new StreamAppend(stream, revision, encoded), CancellationToken.None);
        await projector.WaitFor(appended.LastPosition, CancellationToken.None);
    }

    /// <summary>All of a reviewer's work, page by page.</summary>
    public List<ItemRecord> WorkOf(PersonId person, int pageSize, Func<ItemRecord, bool>? wanted = null)
    {
        var (all, after) = (new List<ItemRecord>(), (WorkPlace?)null);
        do
        {
            var page = Reader.WorkList([person], null, after, pageSize, wanted ?? (_ => true));
            all.AddRange(page.Items);
            after = page.StoppedAfter;
        }
        while (after is not null);
        return all;
    }

    public static ItemAnswered Answered(int item, PersonId by, Answer answer) =>
        new(new(item), by, answer, null, answer == Answer.Revoke ? Removal.Grant : Removal.None, new Handling(false, 0, false), null, null);

    public void Dispose()
    {
        stop.Cancel();
        stop.Dispose();
        Reader.Dispose();
    }
}
