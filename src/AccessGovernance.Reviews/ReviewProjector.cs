using System.Collections.Frozen;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;

namespace AccessGovernance.Reviews;

/// <summary>Follows the log and keeps what is read of reviews. Texts about people stay sealed.</summary>
public sealed class ReviewProjector(IEventLog log, ReviewReader reader) : LogFollower(log, PassedOver)
{
    /// <summary>Events that are taken in at once: readers wait no longer than that takes.</summary>
    private const int MaxAtOnce = 100;

    private static readonly FrozenSet<string> PassedOver =
        EventCatalogue.All.Where(e => !e.Event.IsSubclassOf(typeof(ReviewEvent))).Select(e => e.Name).ToFrozenSet();

    public override string Name => "the read model of reviews";

    protected override void Handle(IReadOnlyList<RecordedEvent> events)
    {
        foreach (var some in events.Chunk(MaxAtOnce))
        {
            var decoded = new List<(RecordedEvent Recorded, DomainEvent What)>(some.Length);
            foreach (var recorded in some)
                decoded.Add((recorded, EventCodec.Decode(recorded)));
            reader.Write(model => decoded.ForEach(d => model.Apply(d.Recorded, d.What)));
        }
    }
}
