using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace AccessGovernance.Server.Tests.Running;

/// <summary>A mail as it came.</summary>
public sealed record ReceivedMail(string To, IReadOnlyList<string> Lines)
{
    public string Header(string name) =>
        Lines.TakeWhile(l => l.Length > 0).Single(l => l.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))[(name.Length + 2)..];
}

/// <summary>A mail server on loopback that speaks as much of SMTP (RFC 5321) as it takes to receive; or one that takes connections and says nothing.</summary>
public sealed class MailServer : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Channel<ReceivedMail> received = Channel.CreateUnbounded<ReceivedMail>();
    private readonly ConcurrentBag<TcpClient> connections = [];
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool silent;
    private readonly Task running;

    public MailServer(bool silent = false)
    {
        this.silent = silent;
        listener.Start();
        running = Run();
    }

    /// <summary>For the server that is to send mail here.</summary>
    public string[] Options => ["--smtp-host", "127.0.0.1", "--smtp-port", $"{((IPEndPoint)listener.LocalEndpoint).Port}", "--smtp-tls", "none",
        "--smtp-from", "reviews@example.org"];

    /// <summary>An address that it does not know.</summary>
    public string? Unknown { get; init; }

    /// <summary>Completes when somebody has connected.</summary>
    public Task Reached => reached.Task.WaitAsync(Longest);

    /// <summary>The next mail that nobody asked for yet.</summary>
    public async Task<ReceivedMail> Next()
    {
        using var limit = new CancellationTokenSource(Longest);
        return await received.Reader.ReadAsync(limit.Token);
    }

    /// <summary>What came and nobody asked for yet.</summary>
    public IReadOnlyList<ReceivedMail> Rest()
    {
        var rest = new List<ReceivedMail>();
        while (received.Reader.TryRead(out var mail))
            rest.Add(mail);
        return rest;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        foreach (var connection in connections)
            connection.Dispose();
        await running;
        stop.Dispose();
    }

    private async Task Run()
    {
        var talks = new List<Task>();
        try
        {
            while (true)
            {
                var connection = await listener.AcceptTcpClientAsync(stop.Token);
                connections.Add(connection);
                reached.TrySetResult();
                if (!silent)
                    talks.Add(Talk(connection));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(talks);
        }
    }

    private async Task Talk(TcpClient connection)
    {
        try
        {
            using var reader = new StreamReader(connection.GetStream());
            await using var writer = new StreamWriter(connection.GetStream()) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync("220 mail.example.org");
            var to = "";
            while (await reader.ReadLineAsync(stop.Token) is { } line)
            {
                if (line.StartsWith("RCPT TO:<", StringComparison.OrdinalIgnoreCase))
                    to = line[9..].Split('>')[0];
                var answer = line.StartsWith("RCPT", StringComparison.OrdinalIgnoreCase) && to == Unknown ? "550 no such mailbox" : AnswerTo(line);
                await writer.WriteLineAsync(answer);
                if (line == "DATA")
                {
                    received.Writer.TryWrite(new(to, await Body(reader)));
                    await writer.WriteLineAsync("250 taken");
                }
            }
        }
        // The other side left.
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            return;
        }
    }

    private static string AnswerTo(string line) => line switch { "DATA" => "354 go on", "QUIT" => "221 bye", _ => "250 good" };

    private async Task<IReadOnlyList<string>> Body(StreamReader reader)
    {
        var lines = new List<string>();
        while (await reader.ReadLineAsync(stop.Token) is { } line && line != ".")
            lines.Add(line);
        return lines;
    }
}
