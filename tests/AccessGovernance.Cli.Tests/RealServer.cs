using System.Diagnostics;
using System.Globalization;

namespace AccessGovernance.Cli.Tests;

/// <summary>A real server as a process of its own, on ports that the system chose; ended by its process id. Every wait is bounded.</summary>
internal sealed class RealServer : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";
    private const string Program = "AccessGovernance.Server";
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly Folder folder = new();
    private readonly TaskCompletionSource<string> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process process;
    private string? address;

    private RealServer(string[] options)
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        string[] arguments = [Assembly(), "--data", folder.File("data"), "--grpc-port", "0", "--http-port", "0", .. options];
        process = new Process
        {
            StartInfo = new ProcessStartInfo(host, arguments) { RedirectStandardOutput = true, RedirectStandardError = true },
            EnableRaisingEvents = true,
        };
        process.OutputDataReceived += (_, line) => Said(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => Said(line.Data ?? "");
        process.Exited += (_, _) => started.TrySetException(new InvalidOperationException("The server ended."));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Starts a server, and waits until it listens.</summary>
    public static async Task<RealServer> StartAsync(params string[] options)
    {
        var server = new RealServer(options);
        await server.started.Task.WaitAsync(Longest);
        return server;
    }

    /// <summary>A terminal whose commands go to this server, as its administrator.</summary>
    public Terminal Terminal()
    {
        var terminal = new Terminal();
        terminal.Environment["AGCTL_SERVER"] = address!;
        terminal.Environment["AGCTL_TOKEN_FILE"] = Path.Combine(folder.File("data"), "admin.token");
        return terminal;
    }

    public async ValueTask DisposeAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync().WaitAsync(Longest);
        await process.WaitForExitAsync().WaitAsync(Longest);
        process.Dispose();
        folder.Dispose();
    }

    private void Said(string line)
    {
        // The port of gRPC comes first.
        if (line.IndexOf(Listening, StringComparison.Ordinal) is var at and >= 0)
            address ??= line[(at + Listening.Length)..].Trim();
        if (line.Contains("Application started", StringComparison.Ordinal))
            started.TrySetResult(address!);
    }

    // The same configuration and framework as this assembly's: bin/Release/net10.0.
    private static string Assembly()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var (framework, configuration) = (folder.Name, folder.Parent!.Name);
        var root = folder;
        while (!File.Exists(Path.Combine(root.FullName, "AccessGovernance.sln")))
            root = root.Parent ?? throw new InvalidOperationException("The tests do not lie below AccessGovernance.sln.");
        return Path.Combine(root.FullName, "src", Program, "bin", configuration, framework, $"{Program}.dll");
    }
}

/// <summary>One server for all tests of a class.</summary>
public sealed class EmptyServer : IAsyncLifetime
{
    private RealServer server = null!;

    public async Task InitializeAsync() => server = await RealServer.StartAsync();

    public async Task DisposeAsync() => await server.DisposeAsync();

    internal Terminal Terminal() => server.Terminal();
}
