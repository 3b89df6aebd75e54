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
        var peer = new SiloTlsPeer(own.TargetCertificate, authorities.Current);
        return new()
        {
            ServerCertificateContext = own, ClientCertificateRequired = true, AllowRenegotiation = false,
            CertificateChainPolicy = peer.Policy(asServer: false), RemoteCertificateValidationCallback = Check(peer, refused),
        };
    }

    /// <param name="refused">Told why, when the other end is refused.</param>
    public SslClientAuthenticationOptions AsClient(Action<string> refused)
    {
        var own = certificate.Current;
        var peer = new SiloTlsPeer(own.TargetCertificate, authorities.Current);
        return new()
        {
            TargetHost = AnyName, ClientCertificateContext = own, AllowRenegotiation = false,
            CertificateChainPolicy = peer.Policy(asServer: true), RemoteCertificateValidationCallback = Check(peer, refused),
        };
    }

    private static RemoteCertificateValidationCallback Check(SiloTlsPeer peer, Action<string> refused) => (_, shown, chain, errors) =>
    {
        var whyNot = peer.WhyNot(shown as X509Certificate2, chain, errors);
        if (whyNot is not null)
            refused(whyNot);
        return whyNot is null;
    };
}
