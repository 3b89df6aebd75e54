using System.Diagnostics;

namespace AccessGovernance.Bench.Load;

/// <summary>How long single calls took, in microseconds.</summary>
internal sealed record Latencies(double Mean, double Median, double P99, int Calls)
{
    /// <summary>Bounds the memory of one measurement.</summary>
    public const int MaxCalls = 65_536;

    public static Latencies Of(List<double> microseconds)
    {
        microseconds.Sort();
        return new(microseconds.Average(), At(microseconds, 0.5), At(microseconds, 0.99), microseconds.Count);
    }

    /// <summary>
    /// Calls one after the other, round and round through the numbers below <paramref name="count"/>: first for a part of the limit to
    /// warm up, then for the limit or until <see cref="MaxCalls"/> are made.
    /// </summary>
    public static Latencies Measure(int count, TimeSpan limit, Action<int> call)
    {
        Run(count, limit / 4, call);
        return Of(Run(count, limit, call));
    }

    private static List<double> Run(int count, TimeSpan limit, Action<int> call)
    {
        var took = new List<double>(MaxCalls);
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < MaxCalls && (i == 0 || Stopwatch.GetElapsedTime(begun) < limit); i++)
        {
            var at = Stopwatch.GetTimestamp();
            call(i % count);
            took.Add(Stopwatch.GetElapsedTime(at).TotalMicroseconds);
        }
        return took;
    }

    private static double At(List<double> sorted, double share) => sorted[(int)((sorted.Count - 1) * share)];
}
