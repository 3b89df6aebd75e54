using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace AccessGovernance.Server.Tests.Running;

/// <summary>An event store over the network, a PostgreSQL, and silos that share both: all of them processes of their own.</summary>
public sealed class SiloCluster : IAsyncDisposable
{
    private const string AnyPort = "0";

    private readonly TemporaryFolder folder = new();
    private readonly List<ServerProcess> silos = [];

    private SiloCluster(ServerProcess store, PostgresProcess postgres) => (Store, Postgres, StoreAddress) = (store, postgres, store.Grpc.Authority);

    public ServerProcess Store { get; private set; }

    /// <summary>Where silos that are started from now on reach the store.</summary>
    public string StoreAddress { get; set; }

    public PostgresProcess Postgres { get; }

    /// <summary>Starts the two stores, and makes tables and keys.</summary>
    public static async Task<SiloCluster> Start()
    {
        var postgres = await PostgresProcess.Start();
        var store = await StartStore(Directory.CreateTempSubdirectory("accessgovernance-").FullName, AnyPort);
        var cluster = new SiloCluster(store, postgres);
        var (code, output) = await ServerProcess.Fail(cluster.folder.File("migration"), [.. cluster.Options(), "--migrate"]);
        return code == 0 ? cluster : throw new InvalidOperationException(output);
    }

    /// <summary>Starts a silo; one of the same name again has the same data directory.</summary>
    /// <param name="more">Options of this silo alone, instead of the others' or beside them.</param>
    public Task<ServerProcess> Silo(string name, params string[] more) => SiloOf(ServerProcess.Assembly(), name, more);

    /// <summary>The same on a machine that knows no time zone.</summary>
    public async Task<ServerProcess> SiloWithoutZones(string name)
    {
        var silo = await ServerProcess.StartWithoutZones(folder.File(name), With([]));
        silos.Add(silo);
        return silo;
    }

    /// <summary>The same of another build.</summary>
    public async Task<ServerProcess> SiloOf(string assembly, string name, params string[] more)
    {
        var silo = await ServerProcess.StartBuild(assembly, folder.File(name), With(more));
        silos.Add(silo);
        return silo;
    }

    /// <summary>Starts a silo that may never get as far as to listen.</summary>
    public ServerProcess Begin(string name, params string[] more)
    {
        var silo = ServerProcess.Begin(folder.File(name), With(more));
        silos.Add(silo);
        return silo;
    }

    /// <summary>Ends the store in order. Its data may be changed until it is started again.</summary>
    public Task StopStore() => Store.Stop();

    /// <summary>Starts the store where it was, on the data that it has now.</summary>
    public async Task StartStoreAgain()
    {
        await Store.DisposeAsync();
        Store = await StartStore(Store.Data, $"{Store.Grpc.Port}");
    }

    /// <summary>What every silo is given.</summary>
    public IEnumerable<string> Options() =>
    [
        "--eventstore", $"esdb://{StoreAddress}?tls=false&defaultDeadline=5000", "--cluster-postgres", Postgres.ConnectionString,
        "--master-key", folder.File("master.key"), "--token-signing-key", folder.File("token-signing.key"),
    ];

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in silos)
            await silo.DisposeAsync();
        await Store.DisposeAsync();
        await Postgres.DisposeAsync();
        Directory.Delete(Store.Data, recursive: true);
        folder.Dispose();
    }

    private static Task<ServerProcess> StartStore(string data, string port) =>
        ServerProcess.Start(data, "--eventstore-plain-store", "open", "--eventstore-endpoint", port);

    public static string FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }

    private string[] With(string[] more)
    {
        string[] usual = [.. Options(), "--silo-port", FreePort()];
        return [.. usual.Chunk(2).Where(o => !more.Contains(o[0])).SelectMany(o => o), .. more];
    }
}
