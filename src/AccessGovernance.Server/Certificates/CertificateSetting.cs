using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AccessGovernance.Server.Hosting;

namespace AccessGovernance.Server.Certificates;

/// <summary>Where a certificate with its key lies: a .pfx without password, or PEM, whose key may be in a file of its own.</summary>
/// <param name="Name">The setting that names the file; that of the key's file ends with "-key".</param>
internal sealed record CertificateSetting(string Name, string File, string? KeyFile)
{
    /// <summary>Null when no certificate is named.</summary>
    /// <exception cref="StartException">A key without a certificate, or files that cannot be used.</exception>
    public static CertificateSetting? Of(string name, string? file, string? keyFile)
    {
        if (file is null)
        {
            return keyFile is null
                ? null
                : throw new StartException($"{name}-key is given without {name}", "give both, or neither");
        }
        var setting = new CertificateSetting(name, file, keyFile);
        setting.RequireUsable(setting.Read);
        return setting;
    }

    /// <summary>The certificate and the intermediate ones beside it, as the files hold them now.</summary>
    /// <exception cref="CryptographicException">They hold no certificate with its key.</exception>
    /// <exception cref="IOException">They cannot be read.</exception>
    public SslStreamCertificateContext Read()
    {
        var isPfx = Path.GetExtension(File) is ".pfx" or ".p12";
        var others = new X509Certificate2Collection();
        if (isPfx)
            others.AddRange(X509CertificateLoader.LoadPkcs12CollectionFromFile(File, password: null));
        else
            others.ImportFromPemFile(File);
        using var pem = isPfx ? null : X509Certificate2.CreateFromPemFile(File, KeyFile ?? File);
        // The TLS library of some systems takes no key that lives in memory only.
        var own = isPfx
            ? X509CertificateLoader.LoadPkcs12FromFile(File, password: null)
            : X509CertificateLoader.LoadPkcs12(pem!.Export(X509ContentType.Pkcs12), password: null);
        if (!own.HasPrivateKey)
            throw new CryptographicException("it has no private key");
        foreach (var same in others.Where(o => o.Thumbprint == own.Thumbprint).ToList())
            others.Remove(same);
        return SslStreamCertificateContext.Create(own, others, offline: true);
    }

    /// <summary>The certificate as its files hold it at every handshake.</summary>
    /// <exception cref="StartException">They cannot be used now.</exception>
    public RenewedFiles<SslStreamCertificateContext> Renewed(TimeProvider time, ILogger log) => RequireUsable(() =>
        new RenewedFiles<SslStreamCertificateContext>(KeyFile is null ? [File] : [File, KeyFile], Read, time, log));

    private T RequireUsable<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (CertificateFiles.IsTrouble(e))
        {
            throw new StartException($"{Name}: the certificate {File} cannot be used: {e.Message}",
                $"give a .pfx without password, or a PEM file with --{Name}-key, readable by the server's user");
        }
    }
}
