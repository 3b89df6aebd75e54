using AccessGovernance.EventLog;

namespace AccessGovernance.Server.EventStoreFace.PlainStore;

/// <summary>
/// The ids of the newest events, at most <see cref="FaceLimits.MaxRememberedIds"/>: a repeated append that expects no exact revision is
/// recognised as long as they are remembered, and not after a restart. Thread-safe.
/// </summary>
internal sealed class RecentIds
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Stream, Guid Id), (long Revision, long Position)> places = [];
    private readonly Queue<(string Stream, Guid Id)> order = [];

    public void Add(Proposal proposal, Appended written)
    {
        var events = proposal.Events;
        lock (gate)
        {
            for (var i = 0; i < events.Count; i++)
            {
                var before = events.Count - 1 - i;
                var key = (proposal.Stream, events[i].EventId);
                if (places.TryAdd(key, (written.LastRevision - before, written.LastPosition - before)))
                    order.Enqueue(key);
                if (order.Count > FaceLimits.MaxRememberedIds)
                    places.Remove(order.Dequeue());
            }
        }
    }

    /// <summary>
    /// What became of the same append before: its place; a conflict when only its beginning is known; null when it is new.
    /// </summary>
    public AppendOutcome? Find(Proposal proposal, long lastRevision)
    {
        lock (gate)
        {
            (long Revision, long Position)? last = null;
            foreach (var e in proposal.Events)
            {
                if (places.TryGetValue((proposal.Stream, e.EventId), out var place))
                    last = place;
                else
                    return last is null ? null : new WrongVersion(lastRevision);
            }
            return last is { } found ? new Written(found.Revision, found.Position) : null;
        }
    }
}
