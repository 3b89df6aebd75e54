using System.Collections.Concurrent;
using System.Diagnostics;

namespace AccessGovernance.Server.Tests.Running;

/// <summary>Skips with a visible reason where PostgreSQL is not installed.</summary>
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresProcess.Programs is null ? "PostgreSQL is not installed (Debian: postgresql)" : null;
}

/// <summary>A PostgreSQL of its own: on a private socket, without a network port, in a folder that goes with it. Ended by its process id.</summary>
public sealed class PostgresProcess : IAsyncDisposable
{
    private const string Installed = "/usr/lib/postgresql";
    private const string Ready = "ready to accept connections";
    private const string Unprivileged = "postgres";
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder folder;
    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> output = [];
    private readonly Process process;

    private PostgresProcess(TemporaryFolder folder)
    {
        this.folder = folder;
        var start = AsUnprivileged("postgres", "-D", Data(folder), "-k", folder.Path, "-c", "listen_addresses=");
        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Said(line.Data);
        process.ErrorDataReceived += (_, line) => Said(line.Data);
        process.Exited += (_, _) => started.TrySetException(new InvalidOperationException("PostgreSQL ended:\n" + string.Join('\n', output)));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The folder of the newest version's programs, null where none is installed.</summary>
    public static string? Programs { get; } = !Directory.Exists(Installed) ? null : Directory.GetDirectories(Installed)
        .Select(d => Path.Combine(d, "bin")).Where(d => File.Exists(Path.Combine(d, "postgres"))).Max(StringComparer.Ordinal);

    public string ConnectionString => $"Host={folder.Path};Username={Unprivileged};Database=postgres";

    public static async Task<PostgresProcess> Start()
    {
        var folder = new TemporaryFolder();
        if (Environment.IsPrivilegedProcess)
            await Run(new("chown", [$"{Unprivileged}:", folder.Path]));
        await Run(AsUnprivileged("initdb", "-D", Data(folder), "-U", Unprivileged, "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"));
        var server = new PostgresProcess(folder);
        try
        {
            await server.started.Task.WaitAsync(Longest);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Cuts all connections and ends it.</summary>
    public async Task Stop()
    {
        await Run(new("kill", ["-INT", $"{process.Id}"]));
        await process.WaitForExitAsync().WaitAsync(Longest);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await Stop();
        process.Dispose();
        folder.Dispose();
    }

    private static string Data(TemporaryFolder folder) => folder.File("data");

    // It refuses to run as root. The program takes the place of the one that changes the user: the process id is its own.
    private static ProcessStartInfo AsUnprivileged(string program, params string[] arguments)
    {
        var path = Path.Combine(Programs!, program);
        var start = Environment.IsPrivilegedProcess
            ? new ProcessStartInfo("setpriv", [$"--reuid={Unprivileged}", $"--regid={Unprivileged}", "--clear-groups", path, .. arguments])
            : new ProcessStartInfo(path, arguments);
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        return start;
    }

    private static async Task Run(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()).WaitAsync(Longest);
        await process.WaitForExitAsync().WaitAsync(Longest);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{start.FileName} failed:\n{string.Concat(said)}");
    }

    private void Said(string? line)
    {
        if (line is null)
            return;
        output.Enqueue(line);
        if (line.Contains(Ready, StringComparison.Ordinal))
            started.TrySetResult();
    }
}
