using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;

namespace AccessGovernance.Server.Tests.Running;

/// <summary>What was posted once.</summary>
public sealed record Posted(string Key, string Timestamp, string Signature, byte[] Body)
{
    public bool IsSignedWith(string secret)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes(Timestamp + "."), .. Body];
        return Signature == Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
    }
}

/// <summary>Takes messages by HTTP on loopback; the first answers can be other than 200.</summary>
public sealed class WebhookListener : IAsyncDisposable
{
    public const string Secret = "a key that both sides know";
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly HttpListener listener = new();
    private readonly Channel<Posted> received = Channel.CreateUnbounded<Posted>();
    private readonly ConcurrentQueue<HttpStatusCode> answers;
    private readonly Task running;

    public WebhookListener(params HttpStatusCode[] firstAnswers)
    {
        answers = new(firstAnswers);
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        Url = $"http://127.0.0.1:{port}/hook/";
        listener.Prefixes.Add(Url);
        listener.Start();
        running = Run();
    }

    public string Url { get; }

    /// <summary>For the server that is to post here.</summary>
    public string[] Options => ["--webhook-url", Url, "--webhook-key", Secret];

    public async Task<Posted> Next()
    {
        using var limit = new CancellationTokenSource(Longest);
        return await received.Reader.ReadAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await running;
        listener.Close();
    }

    private async Task Run()
    {
        try
        {
            while (true)
            {
                var context = await listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                var headers = context.Request.Headers;
                context.Response.StatusCode = (int)(answers.TryDequeue(out var answer) ? answer : HttpStatusCode.OK);
                context.Response.Headers["Location"] = Url + "elsewhere";
                context.Response.Close();
                received.Writer.TryWrite(new(
                    headers["Idempotency-Key"]!, headers["AccessGovernance-Timestamp"]!, headers["AccessGovernance-Signature"]!, body.ToArray()));
            }
        }
        // That is how it ends.
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            return;
        }
    }
}
