using System.Security.Cryptography.X509Certificates;

namespace AccessGovernance.Server.Clusters;

/// <summary>
/// Whether a certificate is that of another silo of this cluster: signed by the cluster's authority (none that the machine trusts otherwise),
/// valid now, meant for the end of the connection that shows it if it says what it is meant for, and with a DNS name that the own one has too.
/// Addresses are not compared: silos come and go with theirs. Revocation lists are not asked.
/// </summary>
internal sealed class SiloTlsPeer(X509Certificate2 own, X509Certificate2Collection authorities)
{
    // RFC 5280, 4.2.1.12.
    private const string ForServers = "1.3.6.1.5.5.7.3.1";
    private const string ForClients = "1.3.6.1.5.5.7.3.2";

    /// <summary>Null when it is; else why it is not.</summary>
    /// <param name="others">Certificates that may lie between it and the authority.</param>
    /// <param name="asServer">Whether it was shown by the end that listens.</param>
    public string? WhyNot(X509Certificate2? certificate, IEnumerable<X509Certificate2> others, bool asServer)
    {
        if (certificate is null)
            return "it shows no certificate";
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.ExtraStore.AddRange(others.ToArray());
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new(asServer ? ForServers : ForClients));
        if (!chain.Build(certificate))
            return "the authority of the silos did not sign for it: " + string.Join(", ", chain.ChainStatus.Select(s => s.Status));
        return NamesOf(own).Intersect(NamesOf(certificate), StringComparer.OrdinalIgnoreCase).Any()
            ? null
            : "it has none of the DNS names of this silo's certificate";
    }

    /// <summary>The DNS names that a certificate is for; its common name is none.</summary>
    public static IReadOnlyList<string> NamesOf(X509Certificate2 certificate) =>
        [.. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(e => e.EnumerateDnsNames())];
}
