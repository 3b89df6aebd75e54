using System.Diagnostics.Metrics;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Projection;

/// <summary>Shows a projector and its index on a meter: how far behind, how much, how large. Whoever owns the meter ends it.</summary>
public static class ProjectorMetrics
{
    /// <param name="now">The node's clock.</param>
    public static void ShowProjector(this Meter meter, Projector projector, Func<Instant> now)
    {
        ArgumentNullException.ThrowIfNull(meter);
        ArgumentNullException.ThrowIfNull(projector);
        meter.CreateObservableGauge("accessgovernance.projector.position", () => projector.Head.Position, null, "Last position that questions see");
        meter.CreateObservableGauge("accessgovernance.projector.lag.positions", () => projector.LagPositions,
            null, "Positions that the log has and the index does not yet");
        meter.CreateObservableGauge("accessgovernance.projector.lag", () => projector.LagTime(now()).TotalSeconds,
            "s", "How long ago the last visible position was recorded, while others are not visible yet");
        meter.CreateObservableGauge("accessgovernance.projector.stopped", () => projector.Fault is null ? 0 : 1,
            null, "1 once it has stopped at something that it cannot handle");
        meter.CreateObservableGauge("accessgovernance.index.facts", () => Facts(projector.Figures), null, "Facts in the index, by kind");
        meter.CreateObservableGauge("accessgovernance.index.size", () => projector.Figures.Bytes, "By", "Memory of the index");
    }

    private static Measurement<int>[] Facts(IndexFigures figures) =>
    [
        new(figures.Grants, new KeyValuePair<string, object?>("kind", "grant")),
        new(figures.Conferrals, new KeyValuePair<string, object?>("kind", "conferral")),
        new(figures.Links, new KeyValuePair<string, object?>("kind", "link")),
        new(figures.Observations, new KeyValuePair<string, object?>("kind", "observation")),
    ];
}
