using AccessGovernance.Bench.Hosts;
using Npgsql;

namespace AccessGovernance.Bench.Engines;

/// <summary>
/// PostgreSQL of its own: started from installed programs on a private socket, without a network port, on a directory that goes with it. It
/// refuses to run as root, so a bench that does starts it as <see cref="Unprivileged"/>.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>Where Debian installs the programs that the comparison is made with.</summary>
    public const string DefaultPrograms = "/usr/lib/postgresql/15/bin";

    private const string Unprivileged = "postgres";
    private const int MaxConnections = 120;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly ChildProcess process;

    private PostgresServer(ChildProcess process, string directory)
    {
        this.process = process;
        ConnectionString = $"Host={directory};Username={Unprivileged};Database=postgres;Pooling=false;Command Timeout=3600;Timeout=60";
    }

    /// <summary>For Npgsql; each connection is a new one.</summary>
    public string ConnectionString { get; }

    /// <exception cref="InvalidOperationException">The programs are not there, or do not start.</exception>
    public static async Task<PostgresServer> Start(string programs, string directory, CancellationToken cancellation)
    {
        if (!File.Exists(Path.Combine(programs, "postgres")))
            throw new InvalidOperationException($"--postgres: no PostgreSQL in '{programs}': install it, or name the directory of its programs.");
        if (Environment.IsPrivilegedProcess)
            await Run("chown", [$"{Unprivileged}:", directory], cancellation);
        var data = Path.Combine(directory, "data");
        var (initdb, initArguments) = AsUnprivileged(Path.Combine(programs, "initdb"),
            ["-D", data, "-U", Unprivileged, "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"]);
        await Run(initdb, initArguments, cancellation);
        var (postgres, arguments) = AsUnprivileged(Path.Combine(programs, "postgres"), ["-D", data, "-k", directory, .. Settings()]);
        var server = new PostgresServer(ChildProcess.Start(postgres, arguments), directory);
        try
        {
            await server.UntilReady(cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async Task<NpgsqlConnection> Open(CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(cancellation);
        return connection;
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();

    /// <summary>Everything stays in its memory, nothing waits for the disk, no time goes to compiling plans.</summary>
    private static IEnumerable<string> Settings()
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024 * 1024);
        string[] settings =
        [
            "listen_addresses=", $"shared_buffers={Math.Max(128, memory / 4)}MB", $"effective_cache_size={Math.Max(128, memory / 2)}MB", "work_mem=256MB",
            "maintenance_work_mem=1GB", "fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0",
            "max_wal_size=16GB", "autovacuum=off", "jit=off", "random_page_cost=1.0", $"max_connections={MaxConnections}",
        ];
        return settings.SelectMany(s => new[] { "-c", s });
    }

    private static (string Program, string[] Arguments) AsUnprivileged(string program, string[] arguments) => Environment.IsPrivilegedProcess
        ? ("setpriv", [$"--reuid={Unprivileged}", $"--regid={Unprivileged}", "--clear-groups", program, .. arguments])
        : (program, arguments);

    private static async Task Run(string program, string[] arguments, CancellationToken cancellation)
    {
        await using var process = ChildProcess.Start(program, arguments);
        if (await process.Ended(cancellation) != 0)
            throw new InvalidOperationException($"{program} failed:\n{process.Said}");
    }

    private async Task UntilReady(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(StartLimit);
        while (!await IsReady(limit.Token))
        {
            if (process.HasExited)
                throw new InvalidOperationException($"PostgreSQL ended at its start:\n{process.Said}");
            await Task.Delay(PollInterval, limit.Token);
        }
    }

    private async Task<bool> IsReady(CancellationToken cancellation)
    {
        try
        {
            await using var connection = await Open(cancellation);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
