using System.Collections.Immutable;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.EventLog;

namespace AccessGovernance.Reviews;

/// <summary>
/// Answers what is defined, launched and to be done, at the position that the read model has read up to. Safe for many readers; pages are cut
/// at a named limit and continued after their last place.
/// </summary>
public sealed partial class ReviewReader : IDisposable
{
    public const int MaxPage = 1_000;

    /// <summary>Items that one page looks at: writing waits no longer than that takes.</summary>
    public const int MaxSearched = 20_000;

    private readonly GuardedModel<ReviewModel> guarded = new(new());

    public DefinitionRecord? Definition(DefinitionId id) => Read(m => m.Definition(id));

    /// <summary>Definitions in the order of their ids.</summary>
    public IReadOnlyList<DefinitionRecord> Definitions(DefinitionId? after, int limit) => Read(m => m.DefinitionsAfter(after).Take(limit).ToList());

    public CampaignRecord? Campaign(CampaignId id) => Read(m => m.Campaign(id)?.ToRecord());

    /// <summary>Campaigns that are wanted, in the order of their ids.</summary>
    public IReadOnlyList<CampaignRecord> Campaigns(CampaignId? after, int limit, Func<CampaignRecord, bool> wanted) =>
        Read(m => m.CampaignsAfter(after).Select(c => c.ToRecord()).Where(wanted).Take(limit).ToList());

    /// <summary>An item; null when the campaign has none of that number.</summary>
    public ItemRecord? Item(CampaignId campaign, ItemNumber number) =>
        Read(m => m.Campaign(campaign) is { } found && found.Find(number) is var (part, item) ? found.ToRecord(part, item) : null);

    /// <summary>All items of a part, in order; none where there is no such part.</summary>
    public IReadOnlyList<ItemRecord> Part(ReviewPartId part) => Read(m => m.Campaign(part.Campaign)?.PartOf(part.Number).ToList() ?? []);

    /// <summary>Of a campaign's next <see cref="MaxSearched"/> items those that are wanted, in the order of their numbers.</summary>
    public WorkPage Items(CampaignId campaign, ItemNumber after, int limit, Func<ItemRecord, bool> wanted) =>
        Read(m => m.Campaign(campaign) is { } found ? Page(m, InOrder(campaign, found, after), limit, wanted) : new([], null));

    /// <summary>
    /// What some persons have to review in campaigns that are under review, the greatest risk first: of the next <see cref="MaxSearched"/>
    /// items those that are wanted. What has come to the next stage already, while the present one is being ended, waits until that begins.
    /// </summary>
    public WorkPage WorkList(ImmutableArray<PersonId> reviewers, CampaignId? only, WorkPlace? after, int limit, Func<ItemRecord, bool> wanted) =>
        Read(m => Page(m, m.Queues.Of(reviewers, only, after).Where(p => m.Campaign(p.Campaign)!.Status == CampaignStatus.InReview), limit,
            i => i.Stage == m.Campaign(i.Campaign)!.Stage && wanted(i)));

    public void Dispose() => guarded.Dispose();

    internal void Write(Action<ReviewModel> change) => guarded.Write(change);

    private T Read<T>(Func<ReviewModel, T> read) => guarded.Read(read);

    private static IEnumerable<WorkPlace> InOrder(CampaignId id, CampaignModel campaign, ItemNumber after)
    {
        for (var item = after.Value + 1; campaign.Find(new(item)) is not null; item++)
            yield return new(0, id, item);
    }

    private static WorkPage Page(ReviewModel model, IEnumerable<WorkPlace> places, int limit, Func<ItemRecord, bool> wanted)
    {
        var (rows, searched) = (new List<ItemRecord>(), 0);
        foreach (var place in places)
        {
            var campaign = model.Campaign(place.Campaign)!;
            if (campaign.Find(new(place.Item)) is not var (part, item))
                continue;
            if (campaign.ToRecord(part, item) is var record && wanted(record))
                rows.Add(record);
            if (rows.Count == limit || ++searched == MaxSearched)
                return new(rows, place);
        }
        return new(rows, null);
    }
}
