using System.Net;
using AccessGovernance.Server.Certificates;
using AccessGovernance.Server.Hosting;

namespace AccessGovernance.Server.Clusters;

/// <summary>How the silos of a cluster know each other: by certificates of an authority that signs for them.</summary>
internal sealed record SiloTlsSettings(CertificateSetting Certificate, string AuthoritiesFile)
{
    /// <summary>Null when silos speak without TLS, which beyond this machine must be asked for.</summary>
    /// <exception cref="StartException">The settings contradict each other, or a file cannot be used.</exception>
    public static SiloTlsSettings? Of(ServerOptions options, IPAddress address)
    {
        if (options is { SiloCertificate: null, SiloCa: null })
        {
            CertificateSetting.Of("silo-certificate", null, options.SiloCertificateKey);
            return IPAddress.IsLoopback(address) || options.SiloPlain
                ? null
                : throw new StartException($"silos would speak without TLS with {address}: whoever reaches the port could change access",
                    "give --silo-certificate, --silo-certificate-key and --silo-ca, or --silo-plain on where something else encrypts and guards that network");
        }
        if (options.SiloPlain)
            throw new StartException("silo-plain is on although silos have certificates", "leave out silo-plain, or the certificates");
        if (options.SiloCertificate is null || options.SiloCa is null)
            throw new StartException("of silo-certificate and silo-ca one is given alone", "give both: silos show a certificate and check the other's");
        var certificate = CertificateSetting.Of("silo-certificate", options.SiloCertificate, options.SiloCertificateKey)!;
        var settings = new SiloTlsSettings(certificate, CertificateFiles.RequireAuthorities("silo-ca", options.SiloCa));
        settings.RequireUsable();
        return settings;
    }

    // A silo whose own certificate the others would refuse is told so here, and not by their silence.
    private void RequireUsable()
    {
        var own = Certificate.Read();
        if (SiloTlsPeer.NamesOf(own.TargetCertificate).Count == 0)
        {
            throw new StartException($"silo-certificate: {Certificate.File} has no DNS name",
                "give it one that the certificates of all silos have, and no others', such as silo.accessgovernance");
        }
        foreach (var asServer in (ReadOnlySpan<bool>)[true, false])
        {
            var peer = new SiloTlsPeer(own.TargetCertificate, CertificateFiles.Authorities(AuthoritiesFile));
            if (peer.WhyNotOwn(own.IntermediateCertificates, asServer) is { } whyNot)
            {
                throw new StartException($"silo-certificate: {Certificate.File}: {whyNot}",
                    $"give one that {AuthoritiesFile} signed, for servers and clients alike");
            }
        }
    }
}
