namespace AccessGovernance.Domain.Reviews.Campaigns;

/// <summary>When a case whose carrying out failed is tried again by itself: each pause is four times the one before, up to the longest.</summary>
public static class RetryPauses
{
    /// <summary>Failures after which a case waits for somebody: it stays open, and the owner of the campaign is told.</summary>
    public const int MaxFailures = 8;

    private const int Growth = 4;
    private static readonly TimeSpan First = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <param name="failures">So far, from 1 on.</param>
    /// <returns>Null where it is not tried again.</returns>
    public static TimeSpan? After(int failures)
    {
        if (failures >= MaxFailures)
            return null;
        var pause = First;
        for (var i = 1; i < failures && pause < Longest; i++)
            pause *= Growth;
        return pause < Longest ? pause : Longest;
    }
}
