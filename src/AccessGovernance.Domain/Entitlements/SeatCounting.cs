namespace AccessGovernance.Domain.Entitlements;

/// <summary>Counts how many periods hold at the fullest instant.</summary>
internal static class SeatCounting
{
    /// <summary>The largest number of periods that share an instant; empty periods do not count.</summary>
    public static int MaxOverlap(IEnumerable<Period> periods)
    {
        var changes = new List<(Instant At, int Change)>();
        foreach (var period in periods)
        {
            if (period.IsEmpty)
                continue;
            changes.Add((period.From, 1));
            changes.Add((period.Until, -1));
        }
        // At one instant ends come before starts: periods are half-open.
        changes.Sort((a, b) => a.At == b.At ? a.Change.CompareTo(b.Change) : a.At.CompareTo(b.At));
        int now = 0, most = 0;
        foreach (var (_, change) in changes)
            most = Math.Max(most, now += change);
        return most;
    }
}
