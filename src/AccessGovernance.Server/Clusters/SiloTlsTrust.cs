using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using AccessGovernance.Server.Certificates;

namespace AccessGovernance.Server.Clusters;

/// <summary>What this silo shows to others and what it asks of them, at every handshake as the files hold it then. Thread-safe.</summary>
internal sealed class SiloTlsTrust(SiloTlsSettings settings, TimeProvider time, ILogger<SiloTlsTrust> log)
{
    // Sent to the other end, which does not choose by it.
    private const string AnyName = "silo";

    private readonly RenewedFiles<SslStreamCertificateContext> certificate = settings.Certificate.Renewed(time, log);
    private readonly RenewedFiles<X509Certificate2Collection> authorities =
        new([settings.AuthoritiesFile], () => CertificateFiles.Authorities(settings.AuthoritiesFile), time, log);

    /// <param name="refused">Told why, when the other end is refused.</param>
    public SslServerAuthenticationOptions AsServer(Action<string> refused)
    {
        var own = certificate.Current;
        return new()
        {
            ServerCertificateContext = own, ClientCertificateRequired = true, AllowRenegotiation = false,
            RemoteCertificateValidationCallback = Check(own, refused, isServer: false),
        };
    }

    /// <param name="refused">Told why, when the other end is refused.</param>
    public SslClientAuthenticationOptions AsClient(Action<string> refused)
    {
        var own = certificate.Current;
        return new()
        {
            TargetHost = AnyName, ClientCertificateContext = own, AllowRenegotiation = false,
            RemoteCertificateValidationCallback = Check(own, refused, isServer: true),
        };
    }

    // What the system thinks of the certificate does not count: it knows other authorities, and compares addresses.
    private RemoteCertificateValidationCallback Check(SslStreamCertificateContext own, Action<string> refused, bool isServer) => (_, shown, chain, _) =>
    {
        var others = chain?.ChainElements.Select(e => e.Certificate) ?? [];
        var whyNot = new SiloTlsPeer(own.TargetCertificate, authorities.Current).WhyNot(shown as X509Certificate2, others, isServer);
        if (whyNot is not null)
            refused(whyNot);
        return whyNot is null;
    };
}
