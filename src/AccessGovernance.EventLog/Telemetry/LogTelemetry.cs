using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AccessGovernance.EventLog.Telemetry;

/// <summary>
/// What engines tell of themselves: how long appends take, how many share a commit, and a span of each append for whoever listens. Names of
/// streams, which hold ids, are told to nobody. Costs two clock readings an append while nobody listens.
/// </summary>
public static class LogTelemetry
{
    /// <summary>Name of the meter and of the source of spans.</summary>
    public const string Name = "AccessGovernance.EventLog";

    private static readonly Meter Meter = new(Name);

    internal static readonly ActivitySource Spans = new(Name);

    internal static readonly Histogram<double> AppendSeconds = Meter.CreateHistogram(
        "accessgovernance.log.append.duration", "s", "From an append's call until it is durable and visible, or failed", [],
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [.0005, .001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10] });

    internal static readonly Histogram<int> GroupAppends = Meter.CreateHistogram(
        "accessgovernance.log.group.appends", "{append}", "Appends that shared one commit", [],
        new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024] });
}
