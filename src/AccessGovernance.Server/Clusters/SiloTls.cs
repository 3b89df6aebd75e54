using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;

namespace AccessGovernance.Server.Clusters;

/// <summary>
/// Puts TLS under connections between silos, each end with a certificate (decision 20). No byte goes to or comes from Orleans before both were
/// found good. Handshakes are bounded in time and in number.
/// </summary>
internal sealed class SiloTls(SiloTlsTrust trust, SiloTlsRefusals refusals, TimeProvider time)
{
    /// <summary>Under way at once; more are turned away, so that strangers who connect and say nothing cost little.</summary>
    public const int MaxHandshakes = 256;

    public static readonly TimeSpan Handshake = TimeSpan.FromSeconds(5);

    /// <summary>Bytes of plain text in one record of TLS at most (RFC 8446, 5.1).</summary>
    private const int Record = 16 * 1024;

    private int underWay;

    /// <summary>The end that listens: a stranger's connection is ended, and nobody told but the log.</summary>
    public ConnectionDelegate Accepting(ConnectionDelegate next) => async connection =>
    {
        await using var secured = new SslStream(new SiloTlsStream(connection.Transport), leaveInnerStreamOpen: true);
        if (await WhyNot(connection, (refused, end) => secured.AuthenticateAsServerAsync(trust.AsServer(refused), end)) is null)
            await Run(connection, secured, next);
        else
            connection.Abort();
    };

    /// <summary>The end that connects.</summary>
    /// <remarks>What it returns throws <see cref="ConnectionAbortedException"/> when the other end is no silo of this cluster.</remarks>
    public ConnectionDelegate Connecting(ConnectionDelegate next) => async connection =>
    {
        await using var secured = new SslStream(new SiloTlsStream(connection.Transport), leaveInnerStreamOpen: true);
        if (await WhyNot(connection, (refused, end) => secured.AuthenticateAsClientAsync(trust.AsClient(refused), end)) is { } whyNot)
            throw new ConnectionAbortedException($"No TLS with {connection.RemoteEndPoint}: {whyNot}");
        await Run(connection, secured, next);
    };

    private static async Task Run(ConnectionContext connection, SslStream secured, ConnectionDelegate next)
    {
        var bare = connection.Transport;
        connection.Transport = new Pipes(
            PipeReader.Create(secured, new StreamPipeReaderOptions(bufferSize: Record, leaveOpen: true)),
            PipeWriter.Create(secured, new StreamPipeWriterOptions(minimumBufferSize: Record, leaveOpen: true)));
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = bare;
        }
    }

    private async Task<string?> WhyNot(ConnectionContext connection, Func<Action<string>, CancellationToken, Task> authenticate)
    {
        string? whyNot = null;
        using var patience = new CancellationTokenSource(Handshake, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, connection.ConnectionClosed);
        try
        {
            if (Interlocked.Increment(ref underWay) > MaxHandshakes)
                whyNot = $"{MaxHandshakes} handshakes are under way";
            else
                await authenticate(why => whyNot = why, either.Token);
        }
        catch (Exception e) when (e is AuthenticationException or IOException or OperationCanceledException or ConnectionAbortedException
            or InvalidOperationException)
        {
            whyNot ??= patience.IsCancellationRequested ? "its handshake took too long" : $"no handshake: {e.InnerException?.Message ?? e.Message}";
        }
        finally
        {
            Interlocked.Decrement(ref underWay);
        }
        if (whyNot is not null)
            refusals.Add(connection.RemoteEndPoint, whyNot);
        return whyNot;
    }

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
