using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace AccessGovernance.Faults.Tests.Running;

/// <summary>
/// The way over the network to a server, on a loopback port of its own: it can be cut, be down, and keep back what the server answers.
/// </summary>
public sealed class Wire : IAsyncDisposable
{
    private readonly IPEndPoint to;
    private readonly IPEndPoint at;
    private readonly ConcurrentDictionary<Socket, Socket> connections = [];
    private readonly CancellationTokenSource stop = new();
    private TcpListener listener;
    private Task accepting;
    private TaskCompletionSource answers = new();

    public Wire(Uri server)
    {
        to = new IPEndPoint(IPAddress.Loopback, server.Port);
        answers.SetResult();
        listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        at = (IPEndPoint)listener.LocalEndpoint;
        accepting = Accept(listener);
    }

    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{at.Port}");

    /// <summary>Ends every connection; new ones are made at once.</summary>
    public void Cut()
    {
        answers.TrySetResult();
        foreach (var (near, far) in connections)
        {
            near.Close(0);
            far.Close(0);
        }
    }

    /// <summary>Ends every connection and refuses new ones.</summary>
    public async Task GoDown()
    {
        listener.Stop();
        await accepting;
        Cut();
    }

    public void ComeUp()
    {
        listener = new TcpListener(at);
        listener.Start();
        accepting = Accept(listener);
    }

    /// <summary>From now on what callers send arrives, and what is answered does not, until the wire is cut.</summary>
    public void HoldAnswers() => answers = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await GoDown();
        stop.Dispose();
    }

    private async Task Accept(TcpListener accepted)
    {
        while (true)
        {
            Socket near;
            try
            {
                near = await accepted.AcceptSocketAsync(stop.Token);
            }
            // It was stopped: that is how it goes down.
            catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                return;
            }
            _ = Task.Run(() => Carry(near));
        }
    }

    private async Task Carry(Socket near)
    {
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await far.ConnectAsync(to, stop.Token);
            (near.NoDelay, far.NoDelay) = (true, true);
            connections[near] = far;
            await Task.WhenAny(Copy(near, far, () => Task.CompletedTask), Copy(far, near, () => answers.Task));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The other end sees it as what it is: a connection that ends.
            near.Close(0);
        }
        finally
        {
            near.Dispose();
            connections.TryRemove(near, out _);
        }
    }

    private async Task Copy(Socket from, Socket into, Func<Task> mayPass)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReceiveAsync(buffer, stop.Token) is var count and > 0)
        {
            await mayPass();
            for (var sent = 0; sent < count;)
                sent += await into.SendAsync(buffer.AsMemory(sent, count - sent), stop.Token);
        }
    }
}
