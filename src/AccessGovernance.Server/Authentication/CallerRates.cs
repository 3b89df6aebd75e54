using System.Collections.Concurrent;
using AccessGovernance.Server.Hosting;

namespace AccessGovernance.Server.Authentication;

/// <summary>
/// How many calls a caller may make: a bucket per token, which holds the calls of one second and fills evenly. At most
/// <see cref="MaxCallers"/> buckets are remembered; beyond that all begin anew, full.
/// </summary>
public sealed class CallerRates(ServerOptions options, TimeProvider time)
{
    public const int MaxCallers = 10_000;

    private readonly ConcurrentDictionary<Guid, Bucket> buckets = [];

    public int CallsPerSecond => options.CallsPerSecond;

    public bool TryTake(CallerPrincipal caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var now = time.GetTimestamp();
        if (!buckets.TryGetValue(caller.Token.Value, out var bucket))
        {
            if (buckets.Count >= MaxCallers)
                buckets.Clear();
            bucket = buckets.GetOrAdd(caller.Token.Value, static (_, start) => new Bucket(start.Calls, start.Now), (Calls: CallsPerSecond, Now: now));
        }
        return bucket.TryTake(now, time.TimestampFrequency);
    }

    private sealed class Bucket(int callsPerSecond, long filledAt)
    {
        private readonly Lock gate = new();
        private double calls = callsPerSecond;
        private long filled = filledAt;

        public bool TryTake(long now, long ticksPerSecond)
        {
            lock (gate)
            {
                // Calls overtake one another: time never goes back here.
                if (now > filled)
                {
                    calls = Math.Min(callsPerSecond, calls + ((double)(now - filled) / ticksPerSecond * callsPerSecond));
                    filled = now;
                }
                if (calls < 1)
                    return false;
                calls--;
                return true;
            }
        }
    }
}
