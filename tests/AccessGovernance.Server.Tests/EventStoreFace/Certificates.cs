using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AccessGovernance.Server.Tests.EventStoreFace;

/// <summary>A certificate for this machine, and the authority that signed it: some clients take none that signs itself.</summary>
internal sealed class Certificates : IDisposable
{
    private readonly X509Certificate2 authority;

    public Certificates(TemporaryFolder folder)
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        authority = Authority(authorityKey);
        Server = ForLoopback(key, authority);
        (Authorities, Certificate, Key) = (folder.File("authority.pem"), folder.File("face.pem"), folder.File("face.key"));
        File.WriteAllText(Authorities, authority.ExportCertificatePem());
        File.WriteAllText(Certificate, Server.ExportCertificatePem());
        File.WriteAllText(Key, key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>What the server shows, without its key.</summary>
    public X509Certificate2 Server { get; }

    /// <summary>Files in PEM form.</summary>
    public string Authorities { get; }
    public string Certificate { get; }
    public string Key { get; }

    public void Dispose()
    {
        Server.Dispose();
        authority.Dispose();
    }

    private static X509Certificate2 Authority(ECDsa key)
    {
        var request = new CertificateRequest("CN=authority of a test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
    }

    private static X509Certificate2 ForLoopback(ECDsa key, X509Certificate2 authority)
    {
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        var now = TimeProvider.System.GetUtcNow();
        return request.Create(authority, now.AddDays(-1), now.AddDays(1), [1, 2, 3, 4]);
    }
}
