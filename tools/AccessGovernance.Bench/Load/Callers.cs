using System.Diagnostics;

namespace AccessGovernance.Bench.Load;

/// <summary>Something that is called over and over.</summary>
/// <param name="Call">One call; gets the caller's number and how many calls that caller made before.</param>
/// <param name="ProcessorTime">Processor time that the process has used that answers.</param>
internal sealed record Work(Func<int, long, Task> Call, Func<TimeSpan> ProcessorTime);

/// <param name="PerSecond">Calls answered per second.</param>
/// <param name="ProcessorMicroseconds">Processor time of the answering process for each call: moves less than rates on a busy machine.</param>
internal readonly record struct Measured(double PerSecond, double ProcessorMicroseconds);

/// <summary>Callers that each have one call in flight, and make the next one when it is answered.</summary>
internal static class Callers
{
    public static async Task<Measured> Run(int inFlight, TimeSpan duration, Work work)
    {
        var used = work.ProcessorTime();
        var begun = Stopwatch.GetTimestamp();
        var callers = Enumerable.Range(0, inFlight).Select(n => Task.Run(() => Call(n, begun, duration, work.Call))).ToArray();
        var calls = (await Task.WhenAll(callers)).Sum();
        return new(calls / Stopwatch.GetElapsedTime(begun).TotalSeconds, (work.ProcessorTime() - used).TotalMicroseconds / calls);
    }

    private static async Task<long> Call(int caller, long begun, TimeSpan duration, Func<int, long, Task> call)
    {
        var made = 0L;
        while (Stopwatch.GetElapsedTime(begun) < duration)
            await call(caller, made++);
        return made;
    }
}
