using System.Diagnostics;

namespace AccessGovernance.Bench.Load;

/// <summary>Callers that each have one call in flight, and make the next one when it is answered.</summary>
internal static class Callers
{
    /// <param name="call">One call; gets the caller's number and how many calls that caller made before.</param>
    /// <returns>Calls answered per second.</returns>
    public static async Task<double> Run(int inFlight, TimeSpan duration, Func<int, long, Task> call)
    {
        var begun = Stopwatch.GetTimestamp();
        var callers = Enumerable.Range(0, inFlight).Select(n => Task.Run(() => Call(n, begun, duration, call))).ToArray();
        var calls = (await Task.WhenAll(callers)).Sum();
        return calls / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static async Task<long> Call(int caller, long begun, TimeSpan duration, Func<int, long, Task> call)
    {
        var made = 0L;
        while (Stopwatch.GetElapsedTime(begun) < duration)
            await call(caller, made++);
        return made;
    }
}
