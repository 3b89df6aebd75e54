using System.Net;
using System.Net.Sockets;

namespace AccessGovernance.Cli.Quickstart;

/// <summary>Where quickstart runs its server: a data directory of its own and two ports on the loopback interface.</summary>
internal sealed record QuickstartPlace(string Data, int GrpcPort, int HttpPort)
{
    public Uri Server => new($"http://127.0.0.1:{GrpcPort}");

    public string TokenFile => Path.Combine(Data, "admin.token");

    /// <summary>What the sample organisation needs to be found again.</summary>
    public string SampleDirectory => Path.Combine(Data, "sample");

    /// <exception cref="CommandFailed">Somebody listens already.</exception>
    public void CheckPorts()
    {
        if (GrpcPort == HttpPort)
            throw CommandFailed.Usage("--grpc-port and --http-port are the same", "Choose two different ports.");
        foreach (var port in new[] { GrpcPort, HttpPort })
        {
            if (!IsFree(port))
            {
                throw new CommandFailed(ExitCode.Failed, $"port {port} is in use, perhaps by an earlier quickstart",
                    $"Stop what listens there, or choose others: quickstart --grpc-port {GrpcPort + 100} --http-port {HttpPort + 100}");
            }
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
