using System.Diagnostics.Metrics;

namespace AccessGovernance.EventLog.EventStoreDb;

/// <summary>Shows the condition of a connection to an event store on a meter. Whoever owns the meter ends it.</summary>
public static class StoreMetrics
{
    public static void ShowStore(this Meter meter, EventStoreEventLog store)
    {
        ArgumentNullException.ThrowIfNull(meter);
        ArgumentNullException.ThrowIfNull(store);
        meter.CreateObservableGauge("accessgovernance.store.subscribed", () => store.Condition.Trouble is null ? 1 : 0,
            null, "1 while events arrive from the event store, 0 while they do not");
        meter.CreateObservableGauge("accessgovernance.store.stopped", () => store.Condition.IsStopped ? 1 : 0,
            null, "1 once this node has stopped for good, because the event store's history is not the one that it read before");
        meter.CreateObservableGauge("accessgovernance.store.clock.difference", () => store.Condition.ClockDifference.TotalSeconds,
            "s", "By how much this node's clock is ahead of the event store's, as last compared");
        meter.CreateObservableGauge("accessgovernance.store.head.age", () => store.Hearing.Age?.TotalSeconds ?? 0,
            "s", "How long ago the question was sent by which this node last heard where the history ends; above 1 it answers nothing as of now");
    }
}
