using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Messages;
using AccessGovernance.EventLog;

namespace AccessGovernance.Reviews;

/// <summary>Definitions, campaigns and their items, folded from the log. Not thread-safe: <see cref="ReviewReader"/> guards it.</summary>
internal sealed class ReviewModel
{
    private readonly SortedDictionary<Guid, DefinitionModel> definitions = [];
    private readonly SortedDictionary<Guid, CampaignModel> campaigns = [];
    private readonly Dictionary<CampaignId, Outbox> outboxes = [];

    public WorkQueues Queues { get; } = new();

    public DefinitionRecord? Definition(DefinitionId id) =>
        definitions.GetValueOrDefault(id.Value)?.Record;

    public IEnumerable<DefinitionRecord> DefinitionsAfter(DefinitionId? after) =>
        definitions.Where(d => after is null || d.Key.CompareTo(after.Value.Value) > 0).Select(d => d.Value.Record).OfType<DefinitionRecord>();

    public CampaignModel? Campaign(CampaignId id) =>
        campaigns.TryGetValue(id.Value, out var found) && found.Status != CampaignStatus.None ? found : null;

    public IEnumerable<CampaignModel> CampaignsAfter(CampaignId? after) =>
        campaigns.Where(c => (after is null || c.Key.CompareTo(after.Value.Value) > 0) && c.Value.Status != CampaignStatus.None).Select(c => c.Value);

    /// <summary>The messages of a campaign; null where none was ever queued.</summary>
    public Outbox? Outbox(CampaignId id) => outboxes.GetValueOrDefault(id);

    public IEnumerable<CampaignId> WaitingOutboxes() => outboxes.Where(o => o.Value.IsWaiting).Select(o => o.Key);

    /// <exception cref="InvalidOperationException">The event does not belong to its stream.</exception>
    public void Apply(RecordedEvent recorded, DomainEvent what)
    {
        if (StreamNames.DefinitionOf(recorded.Stream) is { } definition)
        {
            if (!definitions.TryGetValue(definition.Value, out var found))
                definitions[definition.Value] = found = new(definition);
            found.Apply(what, recorded.Stamp, recorded.Actor);
        }
        else if (StreamNames.CampaignOf(recorded.Stream) is { } campaign && what is CampaignEvent happened)
            Of(campaign).Apply(happened, recorded.Stamp, recorded.Actor);
        else if (StreamNames.ReviewPartOf(recorded.Stream) is { } part && what is ReviewEvent changed)
            Of(part.Campaign).Apply(part, changed);
        else if (StreamNames.OutboxOf(recorded.Stream) is { } sender && what is MessageEvent)
            OutboxOf(sender).Fold(what, default);
        else
            throw new InvalidOperationException($"{what.GetType().Name} does not belong to the stream '{recorded.Stream}'.");
    }

    private CampaignModel Of(CampaignId id)
    {
        if (!campaigns.TryGetValue(id.Value, out var found))
            campaigns[id.Value] = found = new(id, Queues);
        return found;
    }

    private Outbox OutboxOf(CampaignId id)
    {
        if (!outboxes.TryGetValue(id, out var found))
            outboxes[id] = found = new();
        return found;
    }
}
