using System.Diagnostics.Metrics;
using AccessGovernance.EventLog.EventStoreDb;

namespace AccessGovernance.EventLog.Tests.EventStoreDb;

/// <summary>Whoever looks at the metrics sees whether this node hears from the event store.</summary>
public sealed class ShowingTheStore : StoreTest
{
    [Fact]
    public async Task The_subscription_is_shown_while_there_is_one()
    {
        var log = await Open("defaultDeadline=3000&discoveryInterval=5");
        using var meter = new Meter("store under test");
        meter.ShowStore(log);

        Assert.Equal(1, Read(meter)["accessgovernance.store.subscribed"]);
        await Server.DisposeAsync();
        // What is on its way when the connection ends may have arrived.
        var failed = await Record.ExceptionAsync(() => log.Write("identity-a", -1, Sample.Event(1)));
        Assert.True(failed is LogRefusedException or OutcomeUnknownException, $"{failed}");
        using var limit = new CancellationTokenSource(Patience);
        while (log.Condition.Trouble is null)
            await Task.Delay(1, limit.Token);

        var lost = Read(meter);
        Assert.Equal((0, 0), (lost["accessgovernance.store.subscribed"], lost["accessgovernance.store.stopped"]));
        Assert.Contains("accessgovernance.store.clock.difference", lost.Keys);
    }

    private static Dictionary<string, double> Read(Meter meter)
    {
        var values = new Dictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (ReferenceEquals(instrument.Meter, meter))
                    l.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => values[instrument.Name] = value);
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => values[instrument.Name] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return values;
    }
}
