using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

public sealed partial class HistoryReader
{
    /// <summary>
    /// What everybody holds at one instant, for questions about all of it at once: reading it identity by identity takes some hundred
    /// nanoseconds for each thing that is held, and leaves no garbage.
    /// </summary>
    /// <exception cref="ArgumentException">The reading is of more than one state of knowledge: who holds what is a question of one.</exception>
    public AccessOfAll AccessOfAll(Instant at, Reading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        return reading.KnownBy == KnownBy.Ever
            ? throw new ArgumentException("What everybody holds is of one state of knowledge.", nameof(reading))
            : new AccessOfAll(index, () => ViewOf(reading), at, reading.ReadPosition);
    }

    /// <summary>From when on each application is governed, and whether it was at an instant: how far questions about everybody reach.</summary>
    public IReadOnlyList<Coverage> CoverageAt(Instant at, Reading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        return CoverageOfAll(ViewOf(reading), at, reading);
    }
}
