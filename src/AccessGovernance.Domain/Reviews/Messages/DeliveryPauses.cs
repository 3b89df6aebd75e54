namespace AccessGovernance.Domain.Reviews.Messages;

/// <summary>When a delivery that failed is tried again: each pause is four times the one before, up to the longest.</summary>
public static class DeliveryPauses
{
    /// <summary>Failures after which a message is given up on a channel.</summary>
    public const int MaxAttempts = 16;

    /// <summary>A message that nobody took for as long is given up: it would only mislead.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromDays(3);

    private const int Growth = 4;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <param name="attempts">Failures so far, from 1 on.</param>
    public static TimeSpan After(int attempts)
    {
        var pause = First;
        for (var i = 1; i < attempts && pause < Longest; i++)
            pause *= Growth;
        return pause < Longest ? pause : Longest;
    }
}
