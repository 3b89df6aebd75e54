using System.Diagnostics;

namespace AccessGovernance.Bench.Load;

/// <summary>How long single calls took, in microseconds.</summary>
internal sealed record Latencies(double Mean, double Median, double P99, int Calls)
{
    public static Latencies Of(List<double> microseconds)
    {
        microseconds.Sort();
        return new(microseconds.Average(), At(microseconds, 0.5), At(microseconds, 0.99), microseconds.Count);
    }

    /// <summary>
    /// Calls one after the other in turn: first a part of <paramref name="limit"/> to warm up, then each of <paramref name="calls"/> numbers
    /// once, or as many as the limit leaves time for.
    /// </summary>
    public static Latencies Measure(int calls, TimeSpan limit, Action<int> call)
    {
        Run(calls, limit / 4, call);
        return Of(Run(calls, limit, call));
    }

    private static List<double> Run(int calls, TimeSpan limit, Action<int> call)
    {
        var took = new List<double>(calls);
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < calls && (i == 0 || Stopwatch.GetElapsedTime(begun) < limit); i++)
        {
            var at = Stopwatch.GetTimestamp();
            call(i);
            took.Add(Stopwatch.GetElapsedTime(at).TotalMicroseconds);
        }
        return took;
    }

    private static double At(List<double> sorted, double share) => sorted[(int)((sorted.Count - 1) * share)];
}
