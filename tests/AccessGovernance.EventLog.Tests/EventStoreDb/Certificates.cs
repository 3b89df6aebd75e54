using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AccessGovernance.EventLog.Tests.EventStoreDb;

/// <summary>A certification authority of one test and what it signs, as PEM files.</summary>
internal sealed class Certificates : IDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly X509Certificate2 authority;

    public Certificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authority = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(80));
        File.WriteAllText(AuthorityFile, authority.ExportCertificatePem());
    }

    public string AuthorityFile => directory.File("ca.pem");

    /// <summary>A certificate for a host on loopback.</summary>
    public X509Certificate2 Server(string address)
    {
        using var signed = Sign("CN=server", names => names.AddIpAddress(IPAddress.Parse(address)));
        // In one piece with its key, as servers on every system take it.
        return X509CertificateLoader.LoadPkcs12(signed.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>Files of a client's certificate and its key.</summary>
    public (string Certificate, string Key) Client(string name)
    {
        using var signed = Sign($"CN={name}", names => names.AddDnsName(name));
        File.WriteAllText(directory.File("client.pem"), signed.ExportCertificatePem());
        File.WriteAllText(directory.File("client.key"), signed.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        return (directory.File("client.pem"), directory.File("client.key"));
    }

    public void Dispose()
    {
        authority.Dispose();
        directory.Dispose();
    }

    private X509Certificate2 Sign(string subject, Action<SubjectAlternativeNameBuilder> name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        name(names);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(authority, authority.NotBefore, authority.NotAfter, RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }
}
