using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace AccessGovernance.Server.Tests.Running;

/// <summary>What /healthz says.</summary>
public sealed record HealthReport(string Status, string Description, long HeadPosition);

/// <summary>
/// A real server as a process of its own, on loopback and on ports that the system chose. Ended by its process id at the latest when it is
/// disposed of; every wait is bounded.
/// </summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";
    private const string FaceListening = "EventStoreDB face on: ";
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> output = [];
    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, TaskCompletionSource> awaited = [];
    private readonly List<Uri> addresses = [];
    private Uri? face;
    private readonly Process process;
    private readonly HttpClient http = new() { Timeout = Longest };

    private ServerProcess(string assembly, string data, IEnumerable<string> options, (string Name, string Value)? variable = null)
    {
        Data = data;
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(host, [assembly, "--data", data, "--grpc-port", "0", "--http-port", "0", .. options])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        if (variable is var (name, value))
            start.Environment[name] = value;
        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Said(line.Data);
        process.ErrorDataReceived += (_, line) => Said(line.Data);
        process.Exited += (_, _) => started.TrySetException(new InvalidOperationException("The server ended:\n" + Output));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Data { get; }

    public Uri Grpc => addresses[0];

    /// <summary>Health and metrics.</summary>
    public Uri Http => addresses[1];

    /// <summary>Whose certificates its callers trust; null without TLS.</summary>
    public X509Certificate2? Authority { get; set; }

    /// <summary>Where clients of EventStoreDB reach it: the face beside the server, or the plain store that it is.</summary>
    public Uri Face => face ?? addresses[0];

    /// <summary>Everything that it wrote to its standard output and error so far.</summary>
    public string Output => string.Join('\n', output);

    /// <summary>Starts a server and waits until it listens.</summary>
    public static Task<ServerProcess> Start(string data, params string[] options) => StartBuild(Assembly(), data, options);

    /// <summary>Starts a server on a machine that trusts one authority: its certificate, in a PEM file.</summary>
    public static Task<ServerProcess> StartTrusting(string authority, string data, params string[] options) =>
        Started(new(Assembly(), data, options, ("SSL_CERT_FILE", authority)));

    /// <summary>Starts a server on a machine that knows no time zone.</summary>
    public static Task<ServerProcess> StartWithoutZones(string data, params string[] options) =>
        Started(new(Assembly(), data, options, ("TZDIR", data)));

    /// <summary>Starts the server of another build.</summary>
    /// <param name="assembly">The path of its AccessGovernance.Server.dll.</param>
    public static Task<ServerProcess> StartBuild(string assembly, string data, params string[] options) => Started(new(assembly, data, options));

    private static async Task<ServerProcess> Started(ServerProcess server)
    {
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

    /// <summary>Starts a server that may never get as far as to listen.</summary>
    public static ServerProcess Begin(string data, params string[] options) => new(Assembly(), data, options);

    /// <summary>Waits until it writes, or has written, a line with a text in it.</summary>
    public async Task Says(string text)
    {
        var said = awaited.GetOrAdd(text, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (Output.Contains(text, StringComparison.Ordinal))
            return;
        try
        {
            await said.Task.WaitAsync(Longest);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"It did not say '{text}', but:\n{Output}");
        }
    }

    /// <summary>Starts a server that is to end by itself.</summary>
    public static Task<(int ExitCode, string Output)> Fail(string data, params string[] options) => FailBuild(Assembly(), data, options);

    /// <summary>Starts a server of another build that is to end by itself.</summary>
    public static async Task<(int ExitCode, string Output)> FailBuild(string assembly, string data, params string[] options)
    {
        await using var server = new ServerProcess(assembly, data, options);
        await server.process.WaitForExitAsync().WaitAsync(Longest);
        // Waits for the rest of what it wrote, too.
        server.process.WaitForExit();
        return (server.process.ExitCode, server.Output);
    }

    public async Task<HealthReport> Health()
    {
        using var response = await http.GetAsync(new Uri(addresses[1], "/healthz"));
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var root = json.RootElement;
        return new(root.GetProperty("status").GetString()!, root.GetProperty("description").GetString()!, root.GetProperty("head_position").GetInt64());
    }

    /// <summary>What the HTTP port answers.</summary>
    public async Task<(HttpStatusCode Status, string Body)> Get(string path)
    {
        using var response = await http.GetAsync(new Uri(addresses[1], path));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>kill -9.</summary>
    public Task Kill() => End("-KILL");

    /// <summary>Lets it stand still as it is, until <see cref="Continue"/>; completes when it does.</summary>
    public async Task Pause()
    {
        await Signal("-STOP");
        using var limit = new CancellationTokenSource(Longest);
        while (!(await File.ReadAllTextAsync($"/proc/{process.Id}/stat", limit.Token)).Contains(") T ", StringComparison.Ordinal))
            await Task.Delay(1, limit.Token);
    }

    /// <summary>Lets it go on after a pause.</summary>
    public Task Continue() => Signal("-CONT");

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => process.HasExited;

    /// <summary>With which it has ended.</summary>
    public int ExitCode => process.ExitCode;

    /// <summary>Asks it to stop in order.</summary>
    public Task Stop() => End("-TERM");

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await Kill();
        process.Dispose();
        http.Dispose();
    }

    private async Task End(string signal)
    {
        await Signal(signal);
        await process.WaitForExitAsync().WaitAsync(Longest);
    }

    private async Task Signal(string signal)
    {
        using var kill = Process.Start("kill", [signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync().WaitAsync(Longest);
    }

    private void Said(string? line)
    {
        if (line is null)
            return;
        output.Enqueue(line);
        foreach (var (_, said) in awaited.Where(a => line.Contains(a.Key, StringComparison.Ordinal)))
            said.TrySetResult();
        if (line.IndexOf(Listening, StringComparison.Ordinal) is var at and >= 0)
            addresses.Add(new Uri(line[(at + Listening.Length)..].Split('"')[0].Trim()));
        if (line.IndexOf(FaceListening, StringComparison.Ordinal) is var faceAt and >= 0)
            face = new Uri(line[(faceAt + FaceListening.Length)..].Split('"')[0].Trim());
        if (line.Contains("Application started", StringComparison.Ordinal))
            started.TrySetResult();
    }

    // The same configuration and framework as this assembly's: bin/Release/net10.0. AG_SERVER names another build's AccessGovernance.Server.dll.
    internal static string Assembly()
    {
        if (Environment.GetEnvironmentVariable("AG_SERVER") is { Length: > 0 } published)
            return published;
        var folder = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var (framework, configuration) = (folder.Name, folder.Parent!.Name);
        var root = folder;
        while (!File.Exists(Path.Combine(root.FullName, "AccessGovernance.sln")))
            root = root.Parent ?? throw new InvalidOperationException("The tests do not lie below AccessGovernance.sln.");
        return Path.Combine(root.FullName, "src", "AccessGovernance.Server", "bin", configuration, framework, "AccessGovernance.Server.dll");
    }
}
