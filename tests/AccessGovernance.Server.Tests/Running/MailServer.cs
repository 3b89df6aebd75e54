using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
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
    public string[] Options => ["--smtp-host", "127.0.0.1", "--smtp-port", $"{((IPEndPoint)listener.LocalEndpoint).Port}",
        "--smtp-tls", Certificate is null ? "none" : "starttls", "--smtp-from", "reviews@example.org"];

    /// <summary>With its key: then mail is taken after STARTTLS and a login alone.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Logins that were tried, as NAME:PASSWORD.</summary>
    public ConcurrentQueue<string> Logins { get; } = [];

    /// <summary>The one that is let in.</summary>
    public const string Login = "reviews:s3cret-of-mail";

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
            var stream = connection.GetStream();
            await stream.WriteAsync("220 mail.example.org\r\n"u8.ToArray(), stop.Token);
            if (!await Converse(stream, isSecure: Certificate is null))
                return;
            await using var secure = new SslStream(stream);
            await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate }, stop.Token);
            await Converse(secure, isSecure: true);
        }
        // The other side left, or did not trust this one.
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException or AuthenticationException)
        {
            return;
        }
    }

    /// <returns>Whether to go on over TLS.</returns>
    private async Task<bool> Converse(Stream stream, bool isSecure)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        await using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\r\n", AutoFlush = true };
        var to = "";
        while (await reader.ReadLineAsync(stop.Token) is { } line)
        {
            if (line.StartsWith("RCPT TO:<", StringComparison.OrdinalIgnoreCase))
                to = line[9..].Split('>')[0];
            var answer = line.StartsWith("RCPT", StringComparison.OrdinalIgnoreCase) && to == Unknown ? "550 no such mailbox" : AnswerTo(line, isSecure);
            await writer.WriteLineAsync(answer);
            if (line == "STARTTLS")
                return true;
            if (line == "DATA")
            {
                received.Writer.TryWrite(new(to, await Body(reader)));
                await writer.WriteLineAsync("250 taken");
            }
        }
        return false;
    }

    private string AnswerTo(string line, bool isSecure)
    {
        if (line.StartsWith("EHLO", StringComparison.Ordinal) && Certificate is not null)
            return isSecure ? "250-good\r\n250 AUTH PLAIN" : "250-good\r\n250 STARTTLS";
        if (line.StartsWith("AUTH PLAIN ", StringComparison.Ordinal))
        {
            var login = Encoding.UTF8.GetString(Convert.FromBase64String(line[11..])).Trim('\0').Replace('\0', ':');
            Logins.Enqueue(login);
            return login == Login ? "235 welcome" : "535 not you";
        }
        return line switch { "DATA" => "354 go on", "QUIT" => "221 bye", "STARTTLS" => "220 go on", _ => "250 good" };
    }

    private async Task<IReadOnlyList<string>> Body(StreamReader reader)
    {
        var lines = new List<string>();
        while (await reader.ReadLineAsync(stop.Token) is { } line && line != ".")
            lines.Add(line);
        return lines;
    }
}
