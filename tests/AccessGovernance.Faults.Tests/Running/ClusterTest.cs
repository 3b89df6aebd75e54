using System.Collections.Concurrent;
using System.Globalization;
using Xunit.Abstractions;

namespace AccessGovernance.Faults.Tests.Running;

/// <summary>
/// A cluster of silos as processes, over a PostgreSQL and an event store of its own, with writers. Skipped where PostgreSQL is not installed. Where
/// AG_FAULT_LOGS names a folder, what the silos wrote to their output is kept there.
/// </summary>
public abstract class ClusterTest(ITestOutputHelper output) : IAsyncLifetime
{
    /// <summary>Of the scarce entitlement.</summary>
    protected const int Seats = 10;

    private readonly Dictionary<string, ServerProcess> silos = [];
    private readonly ConcurrentQueue<ServerProcess> started = [];

    protected ITestOutputHelper Output { get; } = output;

    protected SiloCluster Cluster { get; private set; } = null!;

    /// <summary>Those that callers may call.</summary>
    protected InService Service { get; } = new();

    public async Task InitializeAsync()
    {
        if (PostgresProcess.Programs is not null)
            Cluster = await SiloCluster.Start();
    }

    public async Task DisposeAsync()
    {
        Service.Dispose();
        if (Environment.GetEnvironmentVariable("AG_FAULT_LOGS") is { Length: > 0 } folder)
        {
            foreach (var (silo, number) in started.Select((s, i) => (s, i)))
                await File.WriteAllTextAsync(Path.Combine(folder, $"{GetType().Name}-{number}-{Path.GetFileName(silo.Data)}.log"), silo.Output);
        }
        if (Cluster is not null)
            await Cluster.DisposeAsync();
    }

    /// <summary>The running process of that name.</summary>
    protected ServerProcess Silo(string name)
    {
        lock (silos)
            return silos[name];
    }

    /// <summary>Starts a silo, on its own data if it ran before, and takes it into service.</summary>
    protected async Task<Caller> Start(string name, params string[] options) => await Service.Add(await StartProcess(name, options));

    /// <summary>Starts a silo that is not taken into service.</summary>
    protected async Task<Caller> StartAside(string name, params string[] options) => await Service.Know(await StartProcess(name, options));

    private async Task<ServerProcess> StartProcess(string name, string[] options)
    {
        var silo = await Cluster.Silo(name, options);
        lock (silos)
            silos[name] = silo;
        started.Enqueue(silo);
        return silo;
    }

    /// <summary>Writers, each with an identity that one of the servers in service has registered and therefore keeps, by turns.</summary>
    protected async Task<Writers> Write(int count)
    {
        var admin = Service.Up[0];
        var writers = new Writers(Service, await admin.NewEntitlement(), await admin.NewEntitlement(await admin.NewApplication(), Seats));
        writers.Start(await Task.WhenAll(Enumerable.Range(0, count).Select(i => Service.Next(i)!.NewIdentity())));
        return writers;
    }

    /// <summary>Measures what they can do together, and lets them do half of it from now on.</summary>
    protected async Task Halve(Writers writers, int count)
    {
        var measuring = TimeSpan.FromSeconds(4);
        await writers.For(measuring);
        var before = writers.Decided;
        await writers.For(measuring);
        var capacity = (writers.Decided - before) / measuring.TotalSeconds;
        writers.Pace(TimeSpan.FromSeconds(2 * count / capacity));
        Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} writers, {capacity:F0} changes/s, from now on half of them"));
    }

    /// <summary>A number that the environment may set.</summary>
    protected static int Setting(string name, int otherwise) =>
        int.Parse(Environment.GetEnvironmentVariable(name) is { Length: > 0 } given ? given : $"{otherwise}", CultureInfo.InvariantCulture);
}
