using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AccessGovernance.Server.Tests.Running;

/// <summary>A certificate authority of its own. Its files, and those that it signs, lie in a folder, in PEM form.</summary>
public sealed class Authority : IDisposable
{
    private readonly TemporaryFolder folder;
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private byte serial;

    public Authority(TemporaryFolder folder, string name)
    {
        (this.folder, File) = (folder, folder.File(name + ".pem"));
        var request = new CertificateRequest($"CN={name} of a test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        var now = TimeProvider.System.GetUtcNow();
        Certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        System.IO.File.WriteAllText(File, Certificate.ExportCertificatePem());
    }

    public string File { get; }

    public X509Certificate2 Certificate { get; }

    /// <summary>Lets a client take what one authority signed, and nothing else.</summary>
    public static X509ChainPolicy TrustIn(X509Certificate2 authority)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(authority);
        return policy;
    }

    /// <summary>Signs a certificate for DNS names and for the address 127.0.0.1, and writes NAME.pem and NAME.key.</summary>
    /// <returns>The certificate without its key.</returns>
    public X509Certificate2 Sign(string name, params string[] dnsNames)
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", own, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var dnsName in dnsNames)
            names.AddDnsName(dnsName);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        var now = TimeProvider.System.GetUtcNow();
        var signed = request.Create(Certificate, now.AddDays(-1), now.AddDays(1), [++serial]);
        System.IO.File.WriteAllText(KeyOf(name), own.ExportPkcs8PrivateKeyPem());
        System.IO.File.WriteAllText(CertificateOf(name), signed.ExportCertificatePem());
        return signed;
    }

    public string CertificateOf(string name) => folder.File(name + ".pem");

    public string KeyOf(string name) => folder.File(name + ".key");

    public void Dispose()
    {
        Certificate.Dispose();
        key.Dispose();
    }
}
