using Npgsql;

namespace AccessGovernance.Bench.Hosts;

/// <summary>Silos that share a history in an event store and a database in PostgreSQL: each a process of its own.</summary>
internal sealed class RunningCluster : IAsyncDisposable
{
    private const string History = "history_";

    private readonly List<RunningServer> silos = [];

    /// <summary>In the order of their start.</summary>
    public IReadOnlyList<RunningServer> Silos => silos;

    /// <summary>Processor time that all silos have used, without that of the stores.</summary>
    public TimeSpan ProcessorTime => silos.Aggregate(TimeSpan.Zero, (sum, silo) => sum + silo.ProcessorTime);

    /// <param name="places">Directory of the server's assembly, and one for the files of the silos.</param>
    /// <param name="postgres">For Npgsql, with the right to make databases.</param>
    /// <param name="wanted">Name of its database and of its history, which are new, and how many silos.</param>
    public static async Task<RunningCluster> Start(
        (string Server, string Scratch) places, RunningStore store, string postgres, (string Name, int Silos) wanted, CancellationToken cancellation)
    {
        await MakeDatabase(postgres, wanted.Name, cancellation);
        var shared = Path.Combine(places.Scratch, wanted.Name);
        string[] options =
        [
            "--eventstore", store.Connection, "--eventstore-prefix", History + wanted.Name,
            "--cluster-postgres", new NpgsqlConnectionStringBuilder(postgres) { Database = wanted.Name, Pooling = true, MaxPoolSize = 20 }.ConnectionString,
            "--cluster-id", wanted.Name, "--master-key", shared + ".master", "--token-signing-key", shared + ".signing",
        ];
        await using (var migration = ChildProcess.StartAssembly(Path.Combine(places.Server, RunningServer.Assembly),
            ["--data", shared + "-migration", .. options, "--migrate"]))
        {
            if (await migration.Ended(cancellation) != 0)
                throw new InvalidOperationException($"The database was not made ready:\n{migration.Said}");
        }
        var cluster = new RunningCluster();
        try
        {
            for (var i = 0; i < wanted.Silos; i++)
                cluster.silos.Add(await RunningServer.Start(places.Server, $"{shared}-{i}", cancellation, [.. options, "--silo-port", $"{Ports.Free()}"]));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in silos)
            await silo.DisposeAsync();
    }

    private static async Task MakeDatabase(string postgres, string name, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(postgres);
        await connection.OpenAsync(cancellation);
        await using var create = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await create.ExecuteNonQueryAsync(cancellation);
    }
}
