using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;
using AccessGovernance.EventLog.InMemory;
using AccessGovernance.Grains.State;
using AccessGovernance.PersonalData;
using AccessGovernance.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Serialization;
using Orleans.Storage;
using Orleans.TestingHost;

namespace AccessGovernance.Grains.Tests;

/// <summary>
/// Two silos in one process that share a log, a key store and the file of cached states. Tests call as a client does: what they send and
/// what they get crosses the wire. Streams are told apart by fresh ids.
/// </summary>
public sealed class Cluster : IAsyncLifetime
{
    private const string CacheStorage = "cache";

    private readonly DirectoryInfo folder = System.IO.Directory.CreateTempSubdirectory("grains-");
    private InProcessTestCluster? cluster;

    public CountingLog Log { get; } = new(new InMemoryEventLog(TimeProvider.System));

    public GrainServices Services { get; private set; } = null!;

    public IGrainStorage Storage { get; private set; } = null!;

    public IGrainFactory Grains => cluster!.Client;

    public string StateFile => Path.Combine(folder.FullName, "state.db");

    public async Task InitializeAsync()
    {
        var keyFile = Path.Combine(folder.FullName, "keys.db");
        var keys = KeyStore.Open(keyFile, MasterKey.Open(Path.Combine(folder.FullName, "master.key"), keyFile));
        var state = StateSchema.Provision(StateFile);
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo((_, silo) => Configure(silo, keys, state));
        builder.ConfigureClient(client => client.Services.AddSerializer(s => s.AddDomainTypes()));
        cluster = builder.Build();
        await cluster.DeployAsync();
        var first = cluster.GetSiloServiceProvider(cluster.Silos[0].SiloAddress);
        (Services, Storage) = (first.GetRequiredService<GrainServices>(), first.GetRequiredKeyedService<IGrainStorage>(CacheStorage));
    }

    public async Task DisposeAsync()
    {
        await cluster!.DisposeAsync();
        Services.Keys.Dispose();
        folder.Delete(recursive: true);
    }

    /// <summary>Ends an activation; the next call makes another one.</summary>
    public Task Drop(IAddressable grain) => cluster!.DeactivateAsync(grain);

    private void Configure(ISiloBuilder silo, KeyStore keys, string state)
    {
        silo.AddAdoNetGrainStorage(CacheStorage, o => (o.Invariant, o.ConnectionString) = (StateSchema.Invariant, state));
        silo.Services.AddSerializer(s => s.AddDomainTypes());
        silo.Services.AddSingleton<IEventLog>(Log).AddSingleton(_ => keys).AddSingleton<PersonalDataSealer>().AddSingleton<EventCodec>();
        silo.Services.AddSingleton<AggregateCache>(s =>
            new(s.GetRequiredKeyedService<IGrainStorage>(CacheStorage), s.GetRequiredService<ILogger<AggregateCache>>()));
        silo.Services.AddSingleton(ActiveLevel.Own).AddSingleton<GrainServices>();
    }
}

/// <summary>One cluster for all tests of this project; they run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class OnTheCluster : ICollectionFixture<Cluster>
{
    public const string Name = "cluster";
}
