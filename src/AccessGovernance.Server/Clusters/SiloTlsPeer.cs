using System.Net.Security;
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

    /// <summary>What a chain is built by, in a handshake too: nothing is fetched from where a stranger's certificate says that something lies.</summary>
    /// <param name="asServer">Whether the certificate is shown by the end that listens.</param>
    public X509ChainPolicy Policy(bool asServer)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(authorities);
        policy.ApplicationPolicy.Add(new(asServer ? ForServers : ForClients));
        return policy;
    }

    /// <summary>Null when it is; else why it is not.</summary>
    /// <param name="chain">Built by <see cref="Policy"/>.</param>
    /// <param name="errors">What came of that.</param>
    public string? WhyNot(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
            return "it shows no certificate";
        if ((errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) != SslPolicyErrors.None)
            return "the authority of the silos did not sign for it: " + string.Join(", ", chain?.ChainStatus.Select(s => s.Status) ?? []);
        return NamesOf(own).Intersect(NamesOf(certificate), StringComparer.OrdinalIgnoreCase).Any()
            ? null
            : "it has none of the DNS names of this silo's certificate";
    }

    /// <summary>What the other silos will say of the own one; null when they accept it.</summary>
    /// <param name="others">Certificates that may lie between it and the authority.</param>
    /// <param name="asServer">Whether it is shown by the end that listens.</param>
    public string? WhyNotOwn(IEnumerable<X509Certificate2> others, bool asServer)
    {
        using var chain = new X509Chain { ChainPolicy = Policy(asServer) };
        chain.ChainPolicy.ExtraStore.AddRange(others.ToArray());
        return WhyNot(own, chain, chain.Build(own) ? SslPolicyErrors.None : SslPolicyErrors.RemoteCertificateChainErrors);
    }

    /// <summary>The DNS names that a certificate is for; its common name is none.</summary>
    public static IReadOnlyList<string> NamesOf(X509Certificate2 certificate) =>
        [.. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(e => e.EnumerateDnsNames())];
}
