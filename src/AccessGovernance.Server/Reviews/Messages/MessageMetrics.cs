using System.Diagnostics.Metrics;
using AccessGovernance.Domain.Reviews.Messages;
using AccessGovernance.Server.Telemetry;

namespace AccessGovernance.Server.Reviews.Messages;

/// <summary>Counts attempts to deliver, by channel and how they ended.</summary>
internal static class MessageMetrics
{
    private static readonly Meter Meter = new(CallMetrics.Name);

    private static readonly Counter<long> Deliveries = Meter.CreateCounter<long>(
        "accessgovernance.messages", null, "Messages of campaigns, by channel and by how an attempt to deliver them ended");

    public static void Ended(MessageChannels channel, MessageCommand how)
    {
        var outcome = how switch { RecordDelivery => "delivered", RecordFailure => "failed", _ => "given-up" };
        Deliveries.Add(1, new("channel", channel.ToString().ToLowerInvariant()), new("outcome", outcome));
    }
}
