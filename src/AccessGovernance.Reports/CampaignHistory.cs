using System.Runtime.CompilerServices;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;

namespace AccessGovernance.Reports;

/// <summary>A step of a campaign, when it was recorded, and by whom.</summary>
public sealed record CampaignStep(long Position, Instant At, string Actor, CampaignEvent What);

/// <summary>A campaign as its own streams tell it up to a position: whatever was recorded later, anywhere, changes nothing of it.</summary>
public sealed class CampaignHistory(IEventLog log, CampaignId campaign, long position)
{
    /// <summary>Parts that are read ahead of the one that is looked at.</summary>
    private const int MaxAhead = 4;

    public CampaignId Campaign => campaign;

    public long Position => position;

    public async Task<IReadOnlyList<CampaignStep>> Steps(CancellationToken cancellation)
    {
        var steps = new List<CampaignStep>();
        await foreach (var recorded in Read(StreamNames.Of(campaign), cancellation))
        {
            if (EventCodec.Decode(recorded) is CampaignEvent what)
                steps.Add(new(recorded.Position, recorded.Stamp, recorded.Actor, what));
        }
        return steps;
    }

    /// <summary>All items of the population, in order.</summary>
    public async IAsyncEnumerable<ItemTrail> Items(Population population, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(population);
        var (ahead, parts) = (new Queue<Task<IReadOnlyList<ItemTrail>>>(), ReviewPartId.CountFor(population.Items));
        for (var number = 0; number < parts + MaxAhead; number++)
        {
            if (number < parts)
                ahead.Enqueue(ReadAhead(new(campaign, number), cancellation));
            if (number < MaxAhead || ahead.Count == 0)
                continue;
            foreach (var trail in await ahead.Dequeue())
                yield return trail;
        }
    }

    private Task<IReadOnlyList<ItemTrail>> ReadAhead(ReviewPartId part, CancellationToken cancellation) =>
        Task.Run(() => PartOf(part, cancellation), cancellation);

    private async Task<IReadOnlyList<ItemTrail>> PartOf(ReviewPartId part, CancellationToken cancellation)
    {
        var (state, steps) = (new ReviewPart(), new Dictionary<ItemNumber, List<TrailStep>>());
        await foreach (var recorded in Read(StreamNames.Of(part), cancellation))
        {
            var what = EventCodec.Decode(recorded);
            state.Fold(what, default);
            if (ItemOf(what) is { } item)
                Of(steps, item).Add(new(recorded.Stamp, (ReviewEvent)what));
        }
        return [.. state.Items.Select(i => new ItemTrail(state.FrozenOf(i.Number), state.Resolutions[state.FrozenOf(i.Number).Reviewers],
            i, state.CaseOf(i.Number), steps.GetValueOrDefault(i.Number) ?? []))];
    }

    private static ItemNumber? ItemOf(DomainEvent what) => what switch
    {
        ReviewItemEvent e => e.Item,
        RemediationEvent e => e.Item,
        _ => null,
    };

    private static List<TrailStep> Of(Dictionary<ItemNumber, List<TrailStep>> steps, ItemNumber item)
    {
        if (!steps.TryGetValue(item, out var found))
            steps[item] = found = [];
        return found;
    }

    private async IAsyncEnumerable<RecordedEvent> Read(string stream, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var page in log.ReadStream(stream, 0, cancellation))
        {
            foreach (var recorded in page)
            {
                if (recorded.Position > position)
                    yield break;
                yield return recorded;
            }
        }
    }
}
