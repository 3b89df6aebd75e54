using System.Diagnostics;

namespace AccessGovernance.Bench.Load;

/// <summary>
/// Starts a write whenever one is due by a rate, whoever comes by. No more than <see cref="MaxWaiting"/> wait for their answers: what is due
/// beyond that is left out, and missing from the rate that was reached. Thread-safe.
/// </summary>
internal sealed class PacedWrites(Func<int, long, Task> write, int perSecond)
{
    public const int MaxWaiting = 64;

    /// <summary>Less than this part of the rate, and what was measured beside it means nothing.</summary>
    private const double Enough = 0.8;

    private long due = Stopwatch.GetTimestamp();
    private long answered;
    private long started;
    private int waiting;
    private Exception? failure;

    public void StartDue()
    {
        var next = Interlocked.Read(ref due);
        var now = Stopwatch.GetTimestamp();
        // After a pause the rate goes on from now: nothing is made up for.
        var following = Math.Max(next + (Stopwatch.Frequency / perSecond), now - (Stopwatch.Frequency / 10));
        if (now >= next && Interlocked.CompareExchange(ref due, following, next) == next)
            _ = Write();
    }

    /// <summary>The rate that was reached.</summary>
    /// <param name="seconds">For which writes were due.</param>
    /// <exception cref="InvalidOperationException">It was far from what was wanted, or a write failed.</exception>
    public double PerSecond(double seconds)
    {
        var reached = Interlocked.Read(ref answered) / seconds;
        if (Volatile.Read(ref failure) is { } failed)
            throw new InvalidOperationException("A write beside the reads failed.", failed);
        return reached >= perSecond * Enough
            ? Math.Round(reached)
            : throw new InvalidOperationException($"Beside the reads only {reached:0} writes per second were made, not {perSecond}.");
    }

    private async Task Write()
    {
        try
        {
            if (Interlocked.Increment(ref waiting) > MaxWaiting)
                return;
            var number = Interlocked.Increment(ref started);
            await write((int)(number % 2), number);
            Interlocked.Increment(ref answered);
        }
        catch (Exception e)
        {
            Volatile.Write(ref failure, e);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }
}
