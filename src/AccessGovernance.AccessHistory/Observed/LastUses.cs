using AccessGovernance.AccessHistory.Checkpoints;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Observed;

/// <summary>
/// When something was last used, as reports said: only what differs from the report before is kept. One writer, any number of readers.
/// </summary>
internal sealed class LastUses
{
    private readonly Postings<Use> uses = new();

    public int Count => uses.Published.Length;

    /// <summary>Keeps what a report says, where that is news.</summary>
    /// <param name="at">Null where it says nothing.</param>
    /// <param name="merge">The same sync said something already: the later of both counts.</param>
    public void Report(Instant? at, long position, bool merge)
    {
        var known = uses.IsEmpty ? null : uses.Published[^1].At;
        if (known == at || (merge && (at is null || known > at)))
            return;
        uses.Add(new(at, (int)position));
    }

    /// <summary>As reported up to a position; null where nothing was.</summary>
    public Instant? At(long position)
    {
        var known = uses.Published;
        for (var i = known.Length - 1; i >= 0; i--)
        {
            if (known[i].Position <= position)
                return known[i].At;
        }
        return null;
    }

    public void Save(PageWriter to)
    {
        to.Int(uses.Published.Length);
        foreach (ref readonly var use in uses.Published)
        {
            to.Long(use.At?.Milliseconds ?? long.MinValue);
            to.Int(use.Position);
        }
    }

    public void Load(PageReader from)
    {
        for (var left = from.Count(); left > 0; left--)
            uses.Add(new(from.Long() is var at and not long.MinValue ? new Instant(at) : null, from.Int()));
    }

    private readonly record struct Use(Instant? At, int Position);
}
