using AccessGovernance.Domain;

namespace AccessGovernance.EventLog.Events;

/// <summary>
/// Up to which level of the catalogue event types may be written. Where one process alone writes the history, that is its own level; where several do,
/// what all of them know (decision 19). Rises, and never falls. Thread-safe.
/// </summary>
public sealed class ActiveLevel(int level)
{
    private volatile int active = level;

    /// <summary>Of a history that this process alone writes.</summary>
    public static ActiveLevel Own => new(EventCatalogue.Level);

    public int Value => active;

    /// <summary>A refusal where one of the events is not known to every node yet, else null.</summary>
    public Refusal? Refuses(IReadOnlyList<DomainEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (active >= EventCatalogue.Highest)
            return null;
        foreach (var what in events)
        {
            if (EventCatalogue.LevelOf(what) is var since && since > active)
            {
                return new(RefusalReason.NotYetActive, "request", $"some silo of the cluster does not know '{EventCatalogue.NameOf(what)}' yet "
                    + $"(level {since} of the event types; {active} is active): repeat it when every silo runs the newer version");
            }
        }
        return null;
    }

    /// <summary>Every node knows this level now.</summary>
    public void Raise(int level)
    {
        for (var before = active; before < level; before = active)
            Interlocked.CompareExchange(ref active, level, before);
    }
}
