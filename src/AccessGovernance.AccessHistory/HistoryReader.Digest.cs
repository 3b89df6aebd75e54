using AccessGovernance.AccessHistory.Evaluation;

namespace AccessGovernance.AccessHistory;

public sealed partial class HistoryReader
{
    /// <summary>
    /// SHA-256, in lower-case hexadecimal, over every record about access up to the position of a reading: the same for every index of the
    /// same history, however long it has lived and wherever. Takes seconds for millions of facts.
    /// </summary>
    /// <exception cref="ArgumentException">The reading is not of what we had recorded up to a position.</exception>
    public string Digest(Reading reading, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(reading);
        if (reading.KnownBy != KnownBy.Ours)
            throw new ArgumentException("A digest is of what we had recorded up to a position.", nameof(reading));
        using var digest = new HistoryDigest(index, reading.Position);
        return Convert.ToHexStringLower(digest.Make(cancellation));
    }
}
