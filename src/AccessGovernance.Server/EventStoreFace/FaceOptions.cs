using System.Net;
using AccessGovernance.Server.Certificates;
using AccessGovernance.Server.Hosting;

namespace AccessGovernance.Server.EventStoreFace;

/// <summary>Where the face listens. Without a certificate it listens on loopback only, whatever the rest of the server does.</summary>
internal sealed record FaceOptions(IPAddress Address, int Port, CertificateSetting? Certificate)
{
    /// <summary>As the server's own.</summary>
    public string LogFormat { get; init; } = "text";

    /// <summary>Null when the server was not asked for a face.</summary>
    /// <exception cref="StartException">The settings contradict each other, or the certificate cannot be used.</exception>
    public static FaceOptions? Of(ServerOptions options)
    {
        if (options.EventStoreEndpoint is not { } port)
            return options is { EventStoreCertificate: null, EventStoreAnonymousLoopback: false, EventStorePlainStore: null }
                ? null
                : throw new StartException("settings of the EventStoreDB face are given, but no eventstore-endpoint",
                    "give its port with --eventstore-endpoint, or leave the others out");
        var certificate = CertificateSetting.Of("eventstore-certificate", options.EventStoreCertificate, options.EventStoreCertificateKey);
        return new(options.Listen == "any" && certificate is not null ? IPAddress.Any : IPAddress.Loopback, port, certificate)
        {
            LogFormat = options.LogFormat,
        };
    }
}
