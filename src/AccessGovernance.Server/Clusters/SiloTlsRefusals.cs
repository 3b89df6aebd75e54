using System.Net;

namespace AccessGovernance.Server.Clusters;

/// <summary>Says in the log which ends were not let in, once per <see cref="SaysEvery"/> at most, and how many it did not mention since. Thread-safe.</summary>
internal sealed partial class SiloTlsRefusals(TimeProvider time, ILogger<SiloTlsRefusals> log)
{
    public static readonly TimeSpan SaysEvery = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private long? saidAt;
    private int unsaid;

    public void Add(EndPoint? peer, string why)
    {
        int others;
        lock (gate)
        {
            if (saidAt is { } at && time.GetElapsedTime(at) < SaysEvery)
            {
                unsaid++;
                return;
            }
            (saidAt, others, unsaid) = (time.GetTimestamp(), unsaid, 0);
        }
        Refused(log, peer, why, others);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No connection between silos with {Peer}: {Why} ({Others} more since the last line like this)")]
    private static partial void Refused(ILogger log, EndPoint? peer, string why, int others);
}
