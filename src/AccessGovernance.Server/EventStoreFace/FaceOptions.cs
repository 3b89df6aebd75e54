using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AccessGovernance.Server.Hosting;

namespace AccessGovernance.Server.EventStoreFace;

/// <summary>Where the face listens. Without a certificate it listens on loopback only, whatever the rest of the server does.</summary>
internal sealed record FaceOptions(IPAddress Address, int Port, X509Certificate2? Certificate)
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
        if (options.EventStoreCertificateKey is not null && options.EventStoreCertificate is null)
            throw new StartException("eventstore-certificate-key is given without eventstore-certificate", "give both, or neither");
        var certificate = options.EventStoreCertificate is { } file ? Load(file, options.EventStoreCertificateKey) : null;
        return new(options.Listen == "any" && certificate is not null ? IPAddress.Any : IPAddress.Loopback, port, certificate)
        {
            LogFormat = options.LogFormat,
        };
    }

    private static X509Certificate2 Load(string file, string? keyFile)
    {
        try
        {
            if (Path.GetExtension(file) is ".pfx" or ".p12")
                return X509CertificateLoader.LoadPkcs12FromFile(file, password: null);
            using var pem = X509Certificate2.CreateFromPemFile(file, keyFile);
            // The TLS library of some systems takes no key that lives in memory only.
            return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), password: null);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new StartException($"the certificate {file} cannot be used: {e.Message}",
                "give a .pfx without password, or a PEM file with --eventstore-certificate-key, readable by the server's user");
        }
    }
}
