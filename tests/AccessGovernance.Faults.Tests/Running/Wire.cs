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
    private readonly ConcurrentDictionary<TcpClient, TcpClient> connections = [];
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
            near.Client.Close(0);
            far.Client.Close(0);
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
            TcpClient near;
            try
            {
                near = await accepted.AcceptTcpClientAsync(stop.Token);
            }
            // It was stopped: that is how it goes down.
            catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                return;
            }
            _ = Task.Run(() => Carry(near));
        }
    }

    private async Task Carry(TcpClient near)
    {
        using var far = new TcpClient(AddressFamily.InterNetwork);
        try
        {
            await far.ConnectAsync(to, stop.Token);
            (near.NoDelay, far.NoDelay) = (true, true);
            connections[near] = far;
            await Task.WhenAny(
                Copy(near.GetStream(), far.GetStream(), () => Task.CompletedTask), Copy(far.GetStream(), near.GetStream(), () => answers.Task));
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // The other end sees it as what it is: a connection that ends.
            near.Client?.Close(0);
        }
        finally
        {
            connections.TryRemove(near, out _);
            near.Dispose();
        }
    }

    private async Task Copy(NetworkStream from, NetworkStream into, Func<Task> mayPass)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReadAsync(buffer, stop.Token) is var count and > 0)
        {
            await mayPass();
            await into.WriteAsync(buffer.AsMemory(0, count), stop.Token);
        }
    }
}
