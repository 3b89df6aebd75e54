using AccessGovernance.AccessHistory.Checkpoints;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Observed;

/// <summary>
/// From when until when something was observed, and what is known of that at a position. Open until a report no longer has it; then closed,
/// once. One writer, any number of readers; to be held in a field of its owner and never copied.
/// </summary>
internal struct ObservedSpan(Instant from, long openedAt)
{
    private const int NotClosed = int.MaxValue;

    private long until = Instant.Forever.Milliseconds;
    private int closedAt = NotClosed;

    public readonly Instant From => from;

    /// <summary>Position at which it was first reported.</summary>
    public readonly int OpenedAt { get; } = (int)openedAt;

    public readonly bool IsOpen => Volatile.Read(in closedAt) == NotClosed;

    /// <summary>As known at a position; null where it is not known yet, or lasted no time.</summary>
    public readonly Period? At(long position)
    {
        if (OpenedAt > position)
            return null;
        var period = new Period(From, Volatile.Read(in closedAt) <= position ? new(until) : Instant.Forever);
        return period.IsEmpty ? null : period;
    }

    /// <summary>The last position up to another at which it was there.</summary>
    public readonly long LastKnownAt(long position) => Math.Min(position, Volatile.Read(in closedAt) - 1L);

    public void Close(Instant at, long position)
    {
        until = at.Milliseconds;
        Volatile.Write(ref closedAt, (int)position);
    }

    public readonly void Save(PageWriter to)
    {
        to.Long(From.Milliseconds);
        to.Int(OpenedAt);
        to.Long(until);
        to.Int(closedAt);
    }

    public static ObservedSpan Load(PageReader from)
    {
        var span = new ObservedSpan(new(from.Long()), from.Int());
        (span.until, span.closedAt) = (from.Long(), from.Int());
        return span;
    }
}
