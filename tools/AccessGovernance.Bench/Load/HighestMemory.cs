using System.Diagnostics;

namespace AccessGovernance.Bench.Load;

/// <summary>How much more memory the process takes while something runs, looked at every few milliseconds.</summary>
internal sealed class HighestMemory : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(10);

    private readonly Timer timer;
    private readonly long before;
    private long highest;

    public HighestMemory()
    {
        before = highest = Resident();
        timer = new Timer(_ => Look(), null, Every, Every);
    }

    /// <summary>The most above what it was at the beginning, in megabytes.</summary>
    public double Megabytes
    {
        get
        {
            Look();
            return (Interlocked.Read(ref highest) - before) / 1e6;
        }
    }

    public void Dispose() => timer.Dispose();

    private void Look()
    {
        var now = Resident();
        for (var known = Interlocked.Read(ref highest); now > known; known = Interlocked.Read(ref highest))
            Interlocked.CompareExchange(ref highest, now, known);
    }

    private static long Resident()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
