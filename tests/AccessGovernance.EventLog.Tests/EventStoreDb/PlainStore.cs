using System.Diagnostics;
using System.Globalization;

namespace AccessGovernance.EventLog.Tests.EventStoreDb;

/// <summary>The server as a plain store: a process of its own on loopback, on a port that the system chose. Every wait is bounded.</summary>
public sealed class PlainStore : IAsyncLifetime, IDisposable
{
    private const string Listening = "Now listening on: ";
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory directory = new();
    private readonly TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process? process;

    /// <summary>How to reach it; without TLS.</summary>
    public string Connection { get; private set; } = "";

    public async Task InitializeAsync()
    {
        string[] arguments = [Assembly(), "--data", directory.File("data"), "--eventstore-plain-store", "open", "--eventstore-endpoint", "0"];
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        process = new Process
        {
            StartInfo = new ProcessStartInfo(host, arguments) { RedirectStandardOutput = true, RedirectStandardError = true },
            EnableRaisingEvents = true,
        };
        process.OutputDataReceived += (_, line) => Said(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => Said(line.Data ?? "");
        process.Exited += (_, _) => address.TrySetException(new InvalidOperationException("The plain store ended."));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Connection = $"esdb://{(await address.Task.WaitAsync(Longest)).Authority}?tls=false";
    }

    public async Task DisposeAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", process!.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync().WaitAsync(Longest);
        await process.WaitForExitAsync().WaitAsync(Longest);
    }

    public void Dispose()
    {
        process?.Dispose();
        directory.Dispose();
    }

    private void Said(string line)
    {
        if (line.IndexOf(Listening, StringComparison.Ordinal) is var at and >= 0)
            address.TrySetResult(new Uri(line[(at + Listening.Length)..].Trim()));
    }

    // The same configuration and framework as this assembly's: bin/Release/net10.0.
    private static string Assembly()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var root = folder;
        while (!File.Exists(Path.Combine(root.FullName, "AccessGovernance.sln")))
            root = root.Parent ?? throw new InvalidOperationException("The tests do not lie below AccessGovernance.sln.");
        return Path.Combine(
            root.FullName, "src", "AccessGovernance.Server", "bin", folder.Parent!.Name, folder.Name, "AccessGovernance.Server.dll");
    }
}
