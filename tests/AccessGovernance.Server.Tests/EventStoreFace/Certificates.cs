using System.Security.Cryptography.X509Certificates;

namespace AccessGovernance.Server.Tests.EventStoreFace;

/// <summary>A certificate for this machine, and the authority that signed it: some clients take none that signs itself.</summary>
internal sealed class Certificates : IDisposable
{
    private const string Face = "face";
    private readonly Authority authority;

    public Certificates(TemporaryFolder folder)
    {
        authority = new Authority(folder, "authority");
        Server = authority.Sign(Face, "localhost");
    }

    /// <summary>What the server shows, without its key.</summary>
    public X509Certificate2 Server { get; }

    /// <summary>Files in PEM form.</summary>
    public string Authorities => authority.File;
    public string Certificate => authority.CertificateOf(Face);
    public string Key => authority.KeyOf(Face);

    public void Dispose()
    {
        Server.Dispose();
        authority.Dispose();
    }
}
