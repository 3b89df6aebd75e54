using System.Collections.Concurrent;
using System.Diagnostics;

namespace AccessGovernance.Server.Tests.Running;

/// <summary>Skips with a visible reason where PostgreSQL is not installed.</summary>
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresProcess.Programs is null ? "PostgreSQL is not installed (Debian: postgresql)" : null;
}

/// <summary>The same for a test with cases.</summary>
public sealed class PostgresTheoryAttribute : TheoryAttribute
{
    public PostgresTheoryAttribute() => Skip = new PostgresFactAttribute().Skip;
}

/// <summary>A PostgreSQL of its own: on a private socket, without a network port, in a folder that goes with it. Ended by its process id.</summary>
public sealed class PostgresProcess : IAsyncDisposable
{
    private const string Installed = "/usr/lib/postgresql";
    private const string Ready = "ready to accept connections";
    private const string Unprivileged = "postgres";
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder folder = new();
    private readonly ConcurrentQueue<string> output = [];
    private TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process? process;

    private PostgresProcess()
    {
    }

    /// <summary>The folder of the newest version's programs, null where none is installed.</summary>
    public static string? Programs { get; } = !Directory.Exists(Installed) ? null : Directory.GetDirectories(Installed)
        .Select(d => Path.Combine(d, "bin")).Where(d => File.Exists(Path.Combine(d, "postgres"))).Max(StringComparer.Ordinal);

    public string ConnectionString => $"Host={folder.Path};Username={Unprivileged};Database=postgres";

    public static async Task<PostgresProcess> Start()
    {
        var server = new PostgresProcess();
        try
        {
            if (Environment.IsPrivilegedProcess)
                await Run(new("chown", [$"{Unprivileged}:", server.folder.Path]));
            await Run(AsUnprivileged("initdb", "-D", server.Data, "-U", Unprivileged, "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"));
            await server.StartAgain();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it on its data, where it stood when it was stopped.</summary>
    public async Task StartAgain()
    {
        var begun = started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var start = AsUnprivileged("postgres", "-D", Data, "-k", folder.Path, "-c", "listen_addresses=");
        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Said(line.Data);
        process.ErrorDataReceived += (_, line) => Said(line.Data);
        process.Exited += (_, _) => begun.TrySetException(new InvalidOperationException("PostgreSQL ended:\n" + string.Join('\n', output)));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await begun.Task.WaitAsync(Longest);
    }

    /// <summary>Ends it at once: whoever is connected is cut off.</summary>
    public async Task Stop()
    {
        if (process is not { HasExited: false } running)
            return;
        // One that is held would not hear of it.
        await Continue();
        await Run(new("kill", ["-INT", $"{running.Id}"]));
        await running.WaitForExitAsync().WaitAsync(Longest);
        running.Dispose();
        process = null;
    }

    /// <summary>Holds it, as a machine that does not answer any more: connections stay, and nothing comes back.</summary>
    public Task Pause() => Signal("-STOP");

    public Task Continue() => Signal("-CONT");

    public async ValueTask DisposeAsync()
    {
        await Stop();
        folder.Dispose();
    }

    private string Data => folder.File("data");

    // Whoever is connected is served by a process of its own.
    private async Task Signal(string signal)
    {
        var children = await File.ReadAllTextAsync($"/proc/{process!.Id}/task/{process.Id}/children");
        await Run(new("kill", [signal, .. children.Split(' ', StringSplitOptions.RemoveEmptyEntries), $"{process.Id}"]));
    }

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
