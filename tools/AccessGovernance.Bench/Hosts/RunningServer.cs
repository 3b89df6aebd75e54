using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;

namespace AccessGovernance.Bench.Hosts;

/// <summary>The product in a process of its own, on the loopback and on ports that were free.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    public const string Assembly = "AccessGovernance.Server.dll";

    private const string CallsPerSecond = "10000000";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(5);

    private readonly ChildProcess process;
    private readonly string data;
    private readonly int httpPort;

    private RunningServer(ChildProcess process, string data, int port, int httpPort, TimeSpan startedIn)
    {
        (this.process, this.data, this.httpPort, StartedIn) = (process, data, httpPort, startedIn);
        Address = Channels.AddressOf(port);
        Channel = Channels.To(port);
    }

    public string Address { get; }

    public GrpcChannel Channel { get; }

    /// <summary>From the start of the process until it was healthy.</summary>
    public TimeSpan StartedIn { get; }

    public long ResidentBytes => process.ResidentBytes();

    public TimeSpan ProcessorTime => process.ProcessorTime();

    /// <summary>Credentials of the administrator, for every call.</summary>
    public Metadata Administrator => new() { { "authorization", "Bearer " + Bearer } };

    public string Bearer => File.ReadAllText(Path.Combine(data, "admin.token")).Trim();

    /// <param name="directory">Where the server's assembly lies.</param>
    /// <param name="more">Options beside those that every bench gives.</param>
    public static Task<RunningServer> Start(string directory, string data, CancellationToken cancellation, params string[] more) =>
        Start(directory, data, StartLimit, cancellation, more);

    /// <param name="directory">Where the server's assembly lies.</param>
    /// <param name="limit">How long it may take to become healthy: a long history takes its time.</param>
    /// <param name="more">Options beside those that every bench gives.</param>
    public static async Task<RunningServer> Start(
        string directory, string data, TimeSpan limit, CancellationToken cancellation, params string[] more)
    {
        var (grpc, http) = (Ports.Free(), Ports.Free());
        var begun = Stopwatch.GetTimestamp();
        var process = ChildProcess.StartAssembly(Path.Combine(directory, Assembly),
            ["--data", data, "--grpc-port", $"{grpc}", "--http-port", $"{http}", "--calls-per-second", CallsPerSecond, .. more]);
        try
        {
            await UntilHealthy(process, http, limit, cancellation);
            return new RunningServer(process, data, grpc, http, Stopwatch.GetElapsedTime(begun));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until its read models contain all that is recorded: a server is healthy while it still reads a long history.</summary>
    public async Task UntilCaughtUp(CancellationToken cancellation)
    {
        using var http = new HttpClient();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        do
        {
            using var health = JsonDocument.Parse(await http.GetStringAsync(new Uri($"http://127.0.0.1:{httpPort}/healthz"), cancellation));
            var (said, head) = (health.RootElement, health.RootElement.GetProperty("head_position").GetInt64());
            if (said.GetProperty("history_position").GetInt64() >= head && said.GetProperty("directory_position").GetInt64() >= head)
                return;
        }
        while (await timer.WaitForNextTickAsync(cancellation));
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await process.DisposeAsync();
    }

    private static async Task UntilHealthy(ChildProcess process, int port, TimeSpan patience, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        using var http = new HttpClient();
        while (!await IsHealthy(http, port, limit.Token))
        {
            if (process.HasExited)
                throw new InvalidOperationException($"The server ended at its start:\n{process.Said}");
            await Task.Delay(PollInterval, limit.Token);
        }
    }

    private static async Task<bool> IsHealthy(HttpClient http, int port, CancellationToken cancellation)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/healthz"), cancellation);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException e) when (e.InnerException is SocketException or IOException)
        {
            return false;
        }
    }
}

internal static class Channels
{
    /// <summary>Bytes of an answer that may be on their way before its reader asks for more.</summary>
    private const int MaxUnread = 4 * 1024 * 1024;

    public static string AddressOf(int port) => $"http://127.0.0.1:{port}";

    public static GrpcChannel To(int port) => To(AddressOf(port));

    public static GrpcChannel To(string address) => GrpcChannel.ForAddress(address, new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler { InitialHttp2StreamWindowSize = MaxUnread, EnableMultipleHttp2Connections = true },
        DisposeHttpClient = true,
    });
}
